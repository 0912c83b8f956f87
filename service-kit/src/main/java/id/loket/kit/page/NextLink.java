package id.loket.kit.page;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Adds {@code Link: <…>; rel="next"} (RFC 8288) to every page that is not the last. */
public class NextLink {
  @ServerResponseFilter
  public void link(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getEntity() instanceof Page<?> page && page.next() != null) {
      String uri =
          request
              .getUriInfo()
              .getRequestUriBuilder()
              .replaceQueryParam("cursor", page.next())
              .build()
              .toString();
      response.getHeaders().add("Link", "<" + uri + ">; rel=\"next\"");
    }
  }
}
