package id.loket.kit.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An OpenID Connect issuer whose tokens are accepted beside client-app's. */
@ConfigMapping(prefix = "loket.auth.oidc")
public interface OidcConfig {
  /**
   * Its issuer identifier, an {@code https} URL (OpenID Connect Core, 2): what tokens' {@code iss}
   * is, and where {@code /.well-known/openid-configuration} lies. None without it.
   */
  Optional<String> issuer();

  /**
   * The {@code aud} its tokens must have: Loket's name as an API there, not a client's id, or ID
   * tokens would open doors.
   */
  @WithDefault("loket")
  String audience();

  /** Where the roles are in a token: names of members with dots between them. */
  @WithDefault("groups")
  String rolesClaim();

  /**
   * What its roles are here, {@code theirs=ours} with commas between; several may become the same.
   * Without it they are taken by their names.
   */
  Optional<List<String>> roles();

  /** The role everybody has who signs in there. */
  Optional<String> everybody();

  /** Roles only given to whoever signed in there with a second factor. */
  Optional<Set<String>> secondFactorFor();

  /** Values of {@code acr}, or among those of {@code amr} (RFC 8176), that mean a second factor. */
  @WithDefault("mfa,otp,hwk,swk")
  Set<String> secondFactorValues();
}
