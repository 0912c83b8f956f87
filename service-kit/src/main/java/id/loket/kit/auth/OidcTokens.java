package id.loket.kit.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.kit.tls.Authorities;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.Validator;

/**
 * Access tokens of an OpenID Connect issuer outside (ADR 41). Its keys are where its discovery
 * document says (OpenID Connect Discovery 1.0, 4), which is asked again with each fetch of them, so
 * that they may move. Algorithms are those with public keys; a key that names its own is used with
 * that one only.
 */
@Singleton
class OidcTokens {
  /** Relative to the issuer, whose path may not be lost (Discovery, 4). */
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private static final String[] ALGORITHMS = {
    AlgorithmIdentifiers.RSA_USING_SHA256,
    AlgorithmIdentifiers.RSA_USING_SHA384,
    AlgorithmIdentifiers.RSA_USING_SHA512,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
    AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
    AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
    AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
    AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
    AlgorithmIdentifiers.EDDSA,
  };

  /** Of an access token (RFC 9068), or of one by an issuer older than that. */
  private static final Set<String> TYPES = Set.of("at+jwt", "application/at+jwt", "jwt");

  private static final Validator ACCESS_TOKEN =
      context -> {
        String type = context.getJoseObjects().getFirst().getHeader("typ");
        return type == null || TYPES.contains(type.toLowerCase(Locale.ROOT))
            ? null
            : "no access token";
      };

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Optional<String> issuer;
  private final String audience;
  private final JsonDocuments documents;
  private final FetchedKeys keys;

  @Inject
  OidcTokens(OidcConfig config, Authorities authorities, Vertx vertx) {
    this(config, authorities, vertx, System::nanoTime);
  }

  OidcTokens(OidcConfig config, Authorities authorities, Vertx vertx, LongSupplier nanoTime) {
    this.issuer = config.issuer();
    this.audience = config.audience();
    this.documents = new JsonDocuments(authorities, vertx);
    this.keys =
        new FetchedKeys(
            this::keySet,
            nanoTime,
            "The keys of the issuer of LOKET_OIDC_ISSUER cannot be fetched");
  }

  /** Whether tokens of such an issuer are accepted at all. */
  boolean areAccepted() {
    return issuer.isPresent();
  }

  /** Whether a token says that it is that issuer's. */
  boolean isIssuer(String claimed) {
    return issuer.filter(claimed::equals).isPresent();
  }

  /** The claims of a token of that issuer; fails for one that is not good. */
  Uni<JwtClaims> verify(String token, String keyId) {
    return keys.find(keyId)
        .map(found -> found.orElseThrow(AuthenticationFailedException::new))
        .map(key -> verify(token, key));
  }

  private JwtClaims verify(String token, JsonWebKey key) {
    String[] algorithms =
        key.getAlgorithm() == null ? ALGORITHMS : new String[] {key.getAlgorithm()};
    if (!Set.of(ALGORITHMS).contains(algorithms[0])) {
      throw new AuthenticationFailedException();
    }
    return SignedTokens.verify(
        token, key.getKey(), issuer.orElseThrow(), audience, algorithms, ACCESS_TOKEN);
  }

  private Uni<String> keySet() {
    URI discovery = URI.create(issuer.orElseThrow().replaceAll("/$", "") + DISCOVERY);
    return documents
        .get(discovery)
        .map(document -> keySetIn(document, discovery))
        .chain(documents::get);
  }

  /** The document has to be that issuer's (Discovery, 4.3), and must not lead away from TLS. */
  private URI keySetIn(String document, URI discovery) {
    try {
      JsonNode read = JSON.readTree(document);
      URI location = URI.create(read.path("jwks_uri").asText());
      if (!isIssuer(read.path("issuer").asText())
          || !(discovery.getScheme().equals(location.getScheme())
              || "https".equals(location.getScheme()))) {
        throw new IllegalStateException(discovery + " is not that issuer's document");
      }
      return location;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(discovery + " is not JSON", e);
    }
  }
}
