package id.loket.client.keys;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The public keys of access tokens, for every service that accepts them. */
@Path("/.well-known/jwks.json")
@Tag(name = "keys")
public class KeyResource {
  private final SigningKey key;

  KeyResource(SigningKey key) {
    this.key = key;
  }

  /** A JSON Web Key Set (RFC 7517), cacheable for five minutes. */
  @GET
  @PermitAll
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Public keys of access tokens (RFC 7517)")
  public Response keys() {
    return Response.ok(key.keySet()).header("Cache-Control", "public, max-age=300").build();
  }
}
