package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** What the stream of an event's seats tells whoever watches it. */
final class SeatStream implements Flow.Subscriber<String> {
  private static final long LIMIT_SECONDS = 60;

  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  private SeatStream() {}

  /** Its lines, from the moment on at which it is open; they go on coming. */
  static Queue<String> of(String ticket, String event, SSLContext authorities) throws Exception {
    SeatStream stream = new SeatStream();
    CompletableFuture<Integer> open = new CompletableFuture<>();
    HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(authorities)
        .build()
        .sendAsync(
            HttpRequest.newBuilder(URI.create(ticket + "/events/" + event + "/stream")).build(),
            info -> {
              open.complete(info.statusCode());
              return HttpResponse.BodySubscribers.fromLineSubscriber(stream);
            })
        .whenComplete(
            (ended, failure) -> {
              if (failure != null) {
                open.completeExceptionally(failure);
              }
            });
    assertThat(open.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(200);
    return stream.told;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(String line) {
    told.add(line);
  }

  @Override
  public void onError(Throwable failure) {
    // the service ends with the test
  }

  @Override
  public void onComplete() {
    // the same
  }
}
