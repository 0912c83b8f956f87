package id.loket.kit.auth;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.util.List;

/** The keys by which services know each other, and the place of users' keys. */
@Singleton
class AuthCheck implements ConfigurationCheck {
  private final AuthConfig config;

  private final OidcConfig oidc;

  AuthCheck(AuthConfig config, OidcConfig oidc) {
    this.config = config;
    this.oidc = oidc;
  }

  @Override
  public void check(Faults faults) {
    String remedy = "set it to this service's Ed25519 private key, PKCS #8 DER in base64";
    if (config.callsOthers()) {
      faults.required("LOKET_SERVICE_KEY", config.serviceKey(), remedy);
    }
    faults
        .readable(
            "LOKET_SERVICE_KEY",
            config.serviceKey(),
            key -> Keys.privateKey("Ed25519", key),
            remedy)
        .readable(
            "LOKET_SERVICE_TRUST",
            config.serviceTrust(),
            ServiceTokens::parseTrust,
            "set it to <service>=<Ed25519 public key, X.509 DER in base64>, more after commas")
        .url("LOKET_JWT_JWKS", config.jwks(), List.of("http", "https", "file"));
    oidc.issuer().ifPresent(issuer -> checkOutside(faults, issuer));
  }

  private void checkOutside(Faults faults, String issuer) {
    faults
        .url("LOKET_OIDC_ISSUER", issuer, List.of("http", "https"))
        .readable(
            "LOKET_OIDC_ISSUER",
            oidc.issuer(),
            AuthCheck.this::isNotOurs,
            "name an issuer that is not LOKET_JWT_ISSUER itself")
        .readable(
            "LOKET_OIDC_ROLES",
            oidc.roles().map(entries -> String.join(",", entries)),
            entries -> oidc.roles().orElse(List.of()).stream().map(OidcUsers::pair).toList(),
            "set it to <their role>=<our role>, more after commas");
  }

  private String isNotOurs(String issuer) {
    if (issuer.equals(config.issuer())) {
      throw new IllegalArgumentException("is client-app's own");
    }
    return issuer;
  }
}
