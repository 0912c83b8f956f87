package id.loket.kit.auth;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Finds out who calls before a resource is entered, without blocking, also where anybody may call:
 * a public resource shows more to those who are signed in. A token that is sent must be good.
 */
public class CallerFilter {
  private final CurrentIdentityAssociation association;

  CallerFilter(CurrentIdentityAssociation association) {
    this.association = association;
  }

  @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
  public Uni<Void> findOut() {
    return association.getDeferredIdentity().invoke(association::setIdentity).replaceWithVoid();
  }
}
