package id.loket.kit.postgres;

import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * An HTTP answer as it is remembered under an {@code Idempotency-Key}.
 *
 * @param location the {@code Location} header, or null
 * @param body JSON
 * @param replayed whether it was given before
 */
public record Answer(int status, String location, String body, boolean replayed) {
  private static final int FIRST_ERROR_STATUS = 400;

  /** An answer given for the first time. */
  public static Answer first(int status, String location, String body) {
    return new Answer(status, location, body, false);
  }

  /** The answer as a response; a repeated one says so in {@code Idempotency-Replayed}. */
  public Response toResponse() {
    Response.ResponseBuilder response =
        Response.status(status)
            .entity(body)
            .type(status < FIRST_ERROR_STATUS ? "application/json" : "application/problem+json");
    if (location != null) {
      response.location(URI.create(location));
    }
    if (replayed) {
      response.header("Idempotency-Replayed", "true");
    }
    return response.build();
  }
}
