package id.loket.kit.auth;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.quarkus.arc.Arc;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Puts a door in front of every endpoint that only {@linkplain ServiceAllowed named} services pass.
 */
@Provider
public class ServiceDoors implements DynamicFeature {
  @Override
  public void configure(ResourceInfo endpoint, FeatureContext context) {
    ServiceAllowed named = endpoint.getResourceMethod().getAnnotation(ServiceAllowed.class);
    if (named == null) {
      named = endpoint.getResourceClass().getAnnotation(ServiceAllowed.class);
    }
    context.register(new Door(named == null ? Set.of() : Set.of(named.value())));
  }

  /** Of one endpoint. */
  @Priority(Priorities.AUTHORIZATION)
  private record Door(Set<String> allowed) implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      Caller caller = Arc.container().instance(Caller.class).get();
      caller
          .service()
          .filter(service -> !allowed.contains(service))
          .ifPresent(
              service -> {
                throw new Problem(ProblemType.FORBIDDEN);
              });
    }
  }
}
