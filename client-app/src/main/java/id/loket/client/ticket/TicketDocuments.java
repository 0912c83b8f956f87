package id.loket.client.ticket;

import id.loket.kit.http.AnswerLimit;
import id.loket.kit.tls.Authorities;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;

/**
 * PDFs of bookings: tickets, and notices of failed ones. ticket-app answers where the file is; it
 * is fetched from there without our token, which storage must not see.
 */
@Singleton
public class TicketDocuments {
  private static final int OK = 200;
  private static final byte[] PDF = {'%', 'P', 'D', 'F', '-'};

  private final TicketCalls calls;
  private final TicketConfig config;
  private final WebClient storage;

  TicketDocuments(TicketCalls calls, TicketConfig config, Vertx vertx, Authorities authorities) {
    this.calls = calls;
    this.config = config;
    this.storage =
        AnswerLimit.on(
            WebClient.create(
                vertx,
                authorities
                    .believedBy(new WebClientOptions())
                    .setFollowRedirects(false)
                    .setConnectTimeout(3000)),
            vertx,
            Math.toIntExact(config.documentMaxSize().asLongValue()));
  }

  /**
   * The PDF of a booking.
   *
   * @return fails with {@link NotThere} when ticket-app has none for this booking as it is now,
   *     with {@link TicketUnavailable} when it or its storage does not answer
   */
  public Uni<byte[]> fetch(UUID bookingId) {
    return calls
        .ticket(bookingId)
        .onFailure()
        .transform(failure -> new TicketUnavailable("no answer", failure))
        .map(TicketDocuments::location)
        .chain(this::download);
  }

  private static String location(Response response) {
    return switch (response.getStatus()) {
      case 302, 303, 307 -> response.getHeaderString(HttpHeaders.LOCATION);
      case 404, 409 -> throw new NotThere();
      default -> throw new TicketUnavailable("status " + response.getStatus(), null);
    };
  }

  private Uni<byte[]> download(String location) {
    return storage
        .getAbs(location)
        .traceOperation("GET document")
        .timeout(config.documentTimeout().toMillis())
        .send()
        .onFailure()
        .transform(failure -> new TicketUnavailable("storage does not answer", failure))
        .map(this::content);
  }

  private byte[] content(HttpResponse<Buffer> response) {
    if (response.statusCode() != OK) {
      throw new TicketUnavailable("storage status " + response.statusCode(), null);
    }
    byte[] content = response.body() == null ? new byte[0] : response.body().getBytes();
    if (content.length > config.documentMaxSize().asLongValue() || !startsAsPdf(content)) {
      throw new TicketUnavailable("what storage has is no PDF of ours", null);
    }
    return content;
  }

  private static boolean startsAsPdf(byte[] content) {
    return content.length > PDF.length
        && java.util.Arrays.equals(content, 0, PDF.length, PDF, 0, PDF.length);
  }

  /** There is no document for the booking as it is now. */
  public static final class NotThere extends RuntimeException {
    NotThere() {
      super("ticket-app has no document for this booking", null, false, false);
    }
  }
}
