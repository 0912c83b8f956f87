package id.loket.media.revocation;

import id.loket.kit.auth.Caller;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets no device in that was revoked, whatever it wants. */
class RevocationFilter {
  private final RevokedDevices revoked;
  private final Caller caller;

  RevocationFilter(RevokedDevices revoked, Caller caller) {
    this.revoked = revoked;
    this.caller = caller;
  }

  /** Behind the one that finds out who calls. */
  @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
  public Uni<Void> requireNotRevoked() {
    return caller
        .deviceId()
        .map(revoked::contain)
        .orElseGet(() -> Uni.createFrom().item(false))
        .invoke(
            found -> {
              if (found) {
                throw new Problem(RevocationProblems.REVOKED);
              }
            })
        .replaceWithVoid();
  }
}
