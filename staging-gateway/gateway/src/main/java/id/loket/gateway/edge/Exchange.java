package id.loket.gateway.edge;

import id.loket.gateway.route.Route;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * One request at the entrance, from its head to the end of its answer. Lives on one event loop.
 * Where it may go is decided by its {@link Admission}; what is done for it there is its {@link
 * Work}.
 */
final class Exchange {
  private static final Logger LOG = Logger.getLogger(Exchange.class);
  private static final Logger ACCESS = Logger.getLogger("id.loket.gateway.access");
  private static final int CLASS_OF_STATUS = 100;
  private static final long LINGER_MILLIS = 1_000;

  final Edge edge;
  final HttpServerRequest request;
  final String id;
  final Reply reply;
  final Admission admission;
  private final Vertx vertx;
  private final Context context;
  private final Thread loop = Thread.currentThread();
  private final HttpClient client;
  private final HttpClient streams;
  private final HttpServerResponse response;
  private final Consumer<Exchange> ended;
  private final long begun = System.nanoTime();
  private Work work;
  private long bytesIn;
  private long bytesOut;
  private boolean over;

  /** What is being done for a request. */
  interface Work {
    void begin();

    /** Ends itself if it takes too long. */
    void look(long now);

    /** The caller has its answer, though perhaps not all of its body was taken. */
    void answered();

    /** The caller has gone away. */
    void callerGone();
  }

  Exchange(
      Edge edge,
      Vertx vertx,
      HttpClient client,
      HttpClient streams,
      HttpServerRequest request,
      Consumer<Exchange> ended) {
    this.edge = edge;
    this.vertx = vertx;
    // The request's own: its trace goes on with whatever is done in it.
    this.context = Vertx.currentContext();
    this.client = client;
    this.streams = streams;
    this.request = request;
    this.response = request.response();
    this.ended = ended;
    this.id = RequestIds.of(request.getHeader(RequestIds.HEADER));
    this.reply = new Reply(edge, request, id);
    this.admission = new Admission(this);
  }

  void begin() {
    request.pause();
    request.exceptionHandler(failure -> callerGone());
    response.exceptionHandler(failure -> callerGone());
    response.closeHandler(closed -> callerGone());
    response.endHandler(end -> finished());
    Uni.createFrom()
        .deferred(admission::decide)
        .subscribe()
        .with(decided -> {}, failure -> onLoop(() -> failed(failure)));
  }

  /** It is admitted: whoever is to answer gets it. */
  void forward() {
    if (over) {
      return;
    }
    if (route().keep()) {
      does(new KeptForwarding(this, client));
    } else {
      does(new Forwarding(this, route().stream() ? streams : client));
    }
  }

  void does(Work next) {
    work = next;
    next.begin();
  }

  // --- the gateway's own answers

  void answer(int status, Buffer json) {
    if (!reply.hasBegun() && !over) {
      bytesOut = json.length();
      reply.answer(status, "application/json", json);
    }
  }

  void refuse(Problem problem) {
    if (!reply.hasBegun() && !over) {
      reply.refuse(problem, admission.path());
    }
  }

  Problem tooLarge() {
    return new Problem(ProblemType.TOO_LARGE, Long.toString(route().body()));
  }

  private void failed(Throwable failure) {
    if (failure instanceof Problem problem) {
      refuse(problem);
    } else {
      LOG.errorf(failure, "Unexpected failure of route %s", admission.name());
      refuse(new Problem(ProblemType.INTERNAL));
    }
  }

  // --- for those who do the work

  /** What the gateway tells a service of the caller. */
  void describe(MultiMap headers) {
    headers.set("X-Forwarded-For", admission.address.text());
    headers.set("X-Forwarded-Proto", "https");
    String host = request.authority() == null ? null : request.authority().toString();
    if (host != null) {
      headers.set("X-Forwarded-Host", host);
    }
    headers.set(RequestIds.HEADER, id);
  }

  /** Breaks off an answer that has begun: the caller must not take it for a whole one. */
  void abort() {
    if (over) {
      return;
    }
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset(2); // INTERNAL_ERROR
    } else {
      request.connection().close();
    }
    callerGone();
  }

  /** Runs it here, whichever thread brings the news, unless all is over by then. */
  void onLoop(Runnable task) {
    if (Thread.currentThread() == loop) {
      run(task);
    } else {
      context.runOnContext(here -> run(task));
    }
  }

  /** Whatever goes wrong is answered, not left hanging. */
  private void run(Runnable task) {
    if (over) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  void after(long millis, Runnable task) {
    vertx.setTimer(millis, timer -> onLoop(task));
  }

  void sawIn(int bytes) {
    bytesIn += bytes;
  }

  void sawOut(int bytes) {
    bytesOut += bytes;
  }

  long bytesIn() {
    return bytesIn;
  }

  /** Whether a body that has been waited for that long comes too slowly. */
  boolean isTooSlow(long waitedNanos) {
    return waitedNanos > edge.config.slowBodyTime().toNanos()
        && bytesIn < waitedNanos / TimeUnit.SECONDS.toNanos(1) * edge.config.slowestBody();
  }

  Route route() {
    return admission.route();
  }

  boolean isOver() {
    return over;
  }

  /** The announced size of the body; 0 when none is announced. */
  long announcedLength() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Tells a caller that asked first that it may send its body. */
  void invite() {
    String expectation = request.getHeader(HttpHeaders.EXPECT);
    if (expectation != null && expectation.equalsIgnoreCase("100-continue")) {
      response.writeContinue();
    }
  }

  // --- the end

  void look(long now) {
    if (route() != null && now - begun > route().longest().toNanos()) {
      if (reply.hasBegun()) {
        abort();
      } else {
        Work ending = work;
        refuse(new Problem(EdgeProblems.REQUEST_TIMEOUT));
        if (ending != null) {
          ending.callerGone();
        }
      }
    } else if (work != null) {
      work.look(now);
    }
  }

  void callerGone() {
    if (over) {
      return;
    }
    if (response.ended()) {
      finished(); // over HTTP/2 the stream is closed before its end is told
      return;
    }
    close("gone");
    if (work != null) {
      work.callerGone();
    }
  }

  private void finished() {
    if (over) {
      return;
    }
    close(Integer.toString(response.getStatusCode()));
    if (work != null) {
      work.answered();
    }
    if (!request.isEnded()) {
      discardRest();
    }
  }

  private void close(String status) {
    over = true;
    admission.leave();
    told(status);
    ended.accept(this);
  }

  /** An answer came before the end of the body: the caller may read it before its line is cut. */
  private void discardRest() {
    request.handler(chunk -> {});
    request.resume();
    if (Reply.hasBody(request)) {
      vertx.setTimer(
          LINGER_MILLIS,
          timer -> {
            if (!request.isEnded()) {
              if (request.version() == HttpVersion.HTTP_2) {
                response.reset(0);
              } else {
                request.connection().close();
              }
            }
          });
    }
  }

  /** In numbers and names only: no path, no address, nobody's id. */
  private void told(String status) {
    long nanos = System.nanoTime() - begun;
    String outcome =
        status.equals("gone") ? status : response.getStatusCode() / CLASS_OF_STATUS + "xx";
    edge.metrics
        .timer("loket.gateway.requests", "route", admission.name(), "outcome", outcome)
        .record(nanos, TimeUnit.NANOSECONDS);
    if (edge.config.accessLog()) {
      ACCESS.infof(
          "%s %s %s %d ms, in %d, out %d, to %s, %s, request %s",
          request.method().name(),
          admission.name(),
          status,
          TimeUnit.NANOSECONDS.toMillis(nanos),
          bytesIn,
          bytesOut,
          route() == null ? "-" : route().upstream(),
          request.version(),
          id);
    }
  }
}
