package id.loket.kit.postgres;

import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * An HTTP answer as it is remembered under an {@code Idempotency-Key}.
 *
 * @param location the {@code Location} header, or null
 * @param body JSON
 * @param replayed whether it was given before
 * @param entityTag the {@code ETag} header, or null
 */
public record Answer(int status, String location, String body, boolean replayed, String entityTag) {
  private static final int FIRST_ERROR_STATUS = 400;

  /** An answer given for the first time. */
  public static Answer first(int status, String location, String body) {
    return new Answer(status, location, body, false, null);
  }

  /** The same answer, given once more. */
  public Answer again() {
    return new Answer(status, location, body, true, entityTag);
  }

  /** The same answer with an entity tag, which is not remembered: a repeat may be outdated. */
  public Answer tagged(String entityTag) {
    return new Answer(status, location, body, replayed, entityTag);
  }

  /** The same answer with another body than the one that is remembered. */
  public Answer saying(String body) {
    return new Answer(status, location, body, replayed, entityTag);
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
    if (entityTag != null) {
      response.header("ETag", entityTag);
    }
    if (replayed) {
      response.header("Idempotency-Replayed", "true");
    }
    return response.build();
  }
}
