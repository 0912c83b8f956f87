package id.loket.media.upload;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Every answer about uploads, problems too, says which tus it speaks. */
class TusHeader {
  @ServerResponseFilter
  void add(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getUriInfo().getPath().startsWith("/media/uploads")) {
      response.getHeaders().putSingle(UploadResource.TUS_RESUMABLE, UploadResource.VERSION);
    }
  }
}
