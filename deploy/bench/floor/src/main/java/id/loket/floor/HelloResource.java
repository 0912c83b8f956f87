package id.loket.floor;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** Answers, and does nothing else. */
@Path("/hello")
public class HelloResource {

  /** What there is to say. */
  public record Hello(String text) {}

  @GET
  public Hello hello() {
    return new Hello("halo");
  }
}
