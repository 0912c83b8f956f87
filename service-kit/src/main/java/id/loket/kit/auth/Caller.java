package id.loket.kit.auth;

import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.arc.Unremovable;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.UUID;

/** Who makes the current request. */
@RequestScoped
@Unremovable // ServiceDoors asks it in every service, also where nobody has it injected
public class Caller {
  static final String NAME = "loket.name";
  static final String LOCALE = "loket.locale";
  static final String SESSION = "loket.session";
  static final String EMAIL_VERIFIED = "loket.email-verified";
  static final String EMAIL = "loket.email";
  static final String ISSUER = "loket.issuer";

  /** Attribute of an identity: the field device whose token it is. */
  public static final String DEVICE = "loket.device";

  private final SecurityIdentity identity;

  Caller(SecurityIdentity identity) {
    this.identity = identity;
  }

  /** Whether another service of Loket calls. */
  public boolean isService() {
    return identity.hasRole(Role.SERVICE);
  }

  /** The name of the service that calls; empty for anybody else. */
  public Optional<String> service() {
    return isService()
        ? Optional.of(subject().substring(ServiceTokens.KEY_ID_PREFIX.length()))
        : Optional.empty();
  }

  public boolean isAnonymous() {
    return identity.isAnonymous();
  }

  public boolean isAdmin() {
    return identity.hasRole(Role.ADMIN);
  }

  public boolean hasRole(String role) {
    return identity.hasRole(role);
  }

  /**
   * The user's id; empty for a service.
   *
   * @throws Problem {@code unauthenticated} for a token whose subject is no id of ours
   */
  public Optional<UUID> userId() {
    if (isService() || identity.isAnonymous()) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(identity.getPrincipal().getName()));
    } catch (IllegalArgumentException foreign) {
      throw new Problem(ProblemType.UNAUTHENTICATED);
    }
  }

  /** Stable name of the caller, for scoping keys and limits. */
  public String subject() {
    return identity.isAnonymous() ? "anonymous" : identity.getPrincipal().getName();
  }

  /** The name in the user's token. */
  public Optional<String> name() {
    return Optional.ofNullable(identity.<String>getAttribute(NAME));
  }

  /** The session the user's token was issued in, where the issuer names one ({@code sid}). */
  public Optional<UUID> sessionId() {
    return Optional.ofNullable(identity.<String>getAttribute(SESSION)).map(UUID::fromString);
  }

  /** Who issued the user's token, where that was not client-app. */
  public Optional<String> outsideIssuer() {
    return Optional.ofNullable(identity.<String>getAttribute(ISSUER));
  }

  /** The e-mail address in the token of an outside issuer; client-app's tokens have none. */
  public Optional<String> email() {
    return Optional.ofNullable(identity.<String>getAttribute(EMAIL));
  }

  /** Whether the user's e-mail address is proven, as far as the token says ({@code OIDC Core}). */
  public boolean isEmailVerified() {
    return Boolean.TRUE.equals(identity.<Boolean>getAttribute(EMAIL_VERIFIED));
  }

  /**
   * Lets only those go on who can be written to: an administrator or a service, which answers for
   * whom it asks, and users whose e-mail address is proven.
   *
   * @throws Problem {@code not-verified} for anybody else
   */
  public void requireVerifiedEmail() {
    if (!isService() && !isAdmin() && !isEmailVerified()) {
      throw new Problem(ProblemType.NOT_VERIFIED);
    }
  }

  /** The field device that calls; empty for anybody who does not call with a device's token. */
  public Optional<UUID> deviceId() {
    return Optional.ofNullable(identity.<String>getAttribute(DEVICE)).map(UUID::fromString);
  }

  /** The language in the user's token. */
  public Optional<Language> language() {
    return Optional.ofNullable(identity.<String>getAttribute(LOCALE))
        .filter(tag -> tag.equals("id") || tag.equals("en"))
        .map(Language::ofTag);
  }

  /** Whether the caller may act for that user: the user, an admin or a service. */
  public boolean mayActFor(UUID user) {
    return isService() || isAdmin() || userId().filter(user::equals).isPresent();
  }

  /**
   * Lets only the user, an admin or a service go on.
   *
   * @throws Problem {@code forbidden} for anybody else
   */
  public void requireActingFor(UUID user) {
    if (!mayActFor(user)) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
  }
}
