package id.loket.gateway.route;

import id.loket.gateway.limit.LimitPolicy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the routes file says, as one immutable value: a request sees one version of it from
 * beginning to end.
 *
 * @param routes the longest prefix first
 * @param entrance limits that count whatever comes, before anything else is looked at
 */
public record RouteTable(
    Map<String, UpstreamSpec> upstreams,
    List<Route> routes,
    List<LimitPolicy> entrance,
    Cors cors) {

  public RouteTable {
    routes =
        routes.stream()
            .sorted(
                Comparator.comparingInt((Route route) -> route.path().prefix().length())
                    .thenComparing(route -> route.path().exact())
                    .reversed())
            .toList();
  }

  /** The route that takes this path most closely, and the method if any of those does. */
  public Optional<Route> find(String method, String path) {
    Route otherMethod = null;
    for (Route route : routes) {
      if (route.takes(path)) {
        if (route.takesMethod(method)) {
          return Optional.of(route);
        }
        otherMethod = otherMethod == null ? route : otherMethod;
      }
    }
    return Optional.ofNullable(otherMethod);
  }
}
