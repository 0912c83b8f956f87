package id.loket.kit.auth;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/** Whom the claims of an outside issuer's token stand for here (ADR 41). */
@Singleton
class OidcUsers {
  /** RFC 4122, appendix C: names that are URLs. */
  private static final UUID URL_NAMES = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_EMAIL = 254;

  private final OidcConfig config;
  private final Map<String, String> roles = new HashMap<>();

  OidcUsers(OidcConfig config) {
    this.config = config;
    for (String entry : config.roles().orElse(List.of())) {
      String[] pair = pair(entry);
      roles.put(pair[0], pair[1]);
    }
  }

  /** {@code theirs=ours}, ours behind the last sign: theirs may be a distinguished name. */
  static String[] pair(String entry) {
    int sign = entry.lastIndexOf('=');
    if (sign < 1 || sign == entry.length() - 1) {
      throw new IllegalArgumentException("an entry is not <their role>=<our role>");
    }
    return new String[] {entry.substring(0, sign).strip(), entry.substring(sign + 1).strip()};
  }

  SecurityIdentity identity(JwtClaims claims) {
    try {
      String email = text(claims, "email", LONGEST_EMAIL);
      QuarkusSecurityIdentity.Builder identity =
          QuarkusSecurityIdentity.builder()
              .setPrincipal(
                  new QuarkusPrincipal(idOf(claims.getIssuer(), claims.getSubject()).toString()))
              .addAttribute(Caller.ISSUER, claims.getIssuer())
              .addAttribute(Caller.NAME, name(claims))
              .addAttribute(Caller.LOCALE, locale(claims))
              .addAttribute(Caller.EMAIL, email)
              .addAttribute(
                  Caller.EMAIL_VERIFIED,
                  email != null && BearerTokens.isTrue(claims.getClaimValue("email_verified")));
      rolesOf(claims).forEach(identity::addRole);
      return identity.build();
    } catch (MalformedClaimException e) {
      throw new AuthenticationFailedException(e);
    }
  }

  /**
   * The user's id: the subject where that is a UUID, else one that is always the same for that
   * subject of that issuer, and for no other (RFC 9562, 5.5).
   */
  static UUID idOf(String issuer, String subject) {
    return ID.matcher(subject).matches()
        ? UUID.fromString(subject)
        : UuidCreator.getNameBasedSha1(UuidCreator.getNameBasedSha1(URL_NAMES, issuer), subject);
  }

  private Set<String> rolesOf(JwtClaims claims) {
    Set<String> found = new HashSet<>();
    for (String theirs : named(claims)) {
      String ours = roles.isEmpty() ? theirs : roles.get(theirs);
      if (ours != null && BearerTokens.isOfUsers(ours)) {
        found.add(ours);
      }
    }
    config.everybody().ifPresent(found::add);
    if (!hasSecondFactor(claims)) {
      found.removeAll(config.secondFactorFor().orElse(Set.of()));
    }
    return found;
  }

  private List<String> named(JwtClaims claims) {
    Object value = claims.getClaimsMap();
    for (String member : config.rolesClaim().split("\\.")) {
      value = value instanceof Map<?, ?> object ? object.get(member) : null;
    }
    return texts(value);
  }

  private boolean hasSecondFactor(JwtClaims claims) {
    Set<String> said = new HashSet<>(texts(claims.getClaimValue("amr")));
    said.addAll(texts(claims.getClaimValue("acr")));
    return said.stream().anyMatch(config.secondFactorValues()::contains);
  }

  /** A list of texts, or one text with spaces between, as {@code scope} has them. */
  private static List<String> texts(Object value) {
    return switch (value) {
      case Collection<?> list -> list.stream().map(String::valueOf).toList();
      case String text -> Arrays.asList(text.split(" "));
      case null, default -> List.of();
    };
  }

  private static String name(JwtClaims claims) throws MalformedClaimException {
    String name = text(claims, "name", LONGEST_NAME);
    return name != null ? name : text(claims, "preferred_username", LONGEST_NAME);
  }

  /** Of {@code id-ID} the language. */
  private static String locale(JwtClaims claims) throws MalformedClaimException {
    String tag = text(claims, "locale", LONGEST_NAME);
    return tag == null ? null : tag.split("[-_]")[0];
  }

  private static String text(JwtClaims claims, String name, int longest)
      throws MalformedClaimException {
    String text = claims.getStringClaimValue(name);
    return text == null || text.isBlank() || text.length() > longest ? null : text.strip();
  }
}
