package id.loket.client.user;

import id.loket.kit.auth.Caller;
import id.loket.kit.language.Language;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Whoever signs in at an issuer outside has an account before anything is done for them. */
public class OutsideAccountFilter {
  private final OutsideAccounts accounts;
  private final Caller caller;

  OutsideAccountFilter(OutsideAccounts accounts, Caller caller) {
    this.accounts = accounts;
    this.caller = caller;
  }

  @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
  public Uni<Void> see(ContainerRequestContext request) {
    return accounts.see(caller, Language.preferred(request.getHeaderString("Accept-Language")));
  }
}
