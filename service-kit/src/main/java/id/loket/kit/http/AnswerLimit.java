package id.loket.kit.http;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.streams.WriteStream;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.impl.ClientPhase;
import io.vertx.ext.web.client.impl.HttpContext;
import io.vertx.ext.web.client.impl.HttpResponseImpl;
import io.vertx.ext.web.client.impl.WebClientInternal;
import io.vertx.ext.web.codec.BodyCodec;
import io.vertx.ext.web.codec.spi.BodyStream;
import io.vertx.mutiny.ext.web.client.WebClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Bounds what is read of answers: a server that answers without end, or a byte at a time, is broken
 * off, and takes neither memory nor a connection for longer.
 */
public final class AnswerLimit {
  /** Only status and headers matter: nothing is kept of the body, nor waited for. */
  static final int UNREAD = 0;

  private static final int READ_FOR_THE_CONNECTION = 64 * 1024;
  private static final Duration LONGEST_BODY = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final int most;

  private AnswerLimit(Vertx vertx, int most) {
    this.vertx = vertx;
    this.most = most;
  }

  /**
   * Holds all answers to a client to a limit.
   *
   * @param most bytes of an answer's body
   * @return the same client; its calls fail with {@link TooLarge} for a longer answer
   */
  public static WebClient on(WebClient client, io.vertx.mutiny.core.Vertx vertx, int most) {
    ((WebClientInternal) client.getDelegate())
        .addInterceptor(new AnswerLimit(vertx.getDelegate(), most)::intercept);
    return client;
  }

  private void intercept(HttpContext<?> call) {
    if (call.phase() != ClientPhase.RECEIVE_RESPONSE) {
      call.next();
    } else if (most == UNREAD) {
      onlyTheHead(call);
    } else {
      call.request().as(new LimitedBody(call.clientResponse()));
      call.next();
    }
  }

  /** Short bodies are read to their end, so that the connection can be used again; others not. */
  private <T> void onlyTheHead(HttpContext<T> call) {
    HttpClientResponse response = call.clientResponse();
    long[] read = {0};
    long timer = vertx.setTimer(LONGEST_BODY.toMillis(), late -> response.request().reset());
    response.handler(
        part -> {
          read[0] += part.length();
          if (read[0] > READ_FOR_THE_CONNECTION) {
            response.request().reset();
          }
        });
    response.exceptionHandler(cut -> vertx.cancelTimer(timer));
    response.endHandler(all -> vertx.cancelTimer(timer));
    response.resume();
    call.dispatchResponse(
        new HttpResponseImpl<>(
            response.version(),
            response.statusCode(),
            response.statusMessage(),
            response.headers(),
            null,
            response.cookies(),
            null,
            List.of()));
  }

  /** The other side sends more than is taken, or takes too long to send it. */
  public static final class TooLarge extends IOException {
    TooLarge(String what) {
      super(what);
    }
  }

  /**
   * A body as it comes. Set on a request whose answer is {@link HttpRequest#as} buffer: nothing
   * here asks for another form.
   */
  private final class LimitedBody implements BodyCodec<Buffer>, BodyStream<Buffer> {
    private final HttpClientResponse response;
    private final Buffer body = Buffer.buffer();
    private final Promise<Buffer> whole = Promise.promise();
    private final long timer;

    LimitedBody(HttpClientResponse response) {
      this.response = response;
      this.timer =
          vertx.setTimer(
              LONGEST_BODY.toMillis(),
              late -> breakOff("an answer not whole after " + LONGEST_BODY));
    }

    @Override
    public void create(Handler<AsyncResult<BodyStream<Buffer>>> handler) {
      handler.handle(Future.succeededFuture(this));
    }

    @Override
    public Future<Void> write(Buffer part) {
      if (whole.future().isComplete()) {
        return Future.failedFuture(whole.future().cause());
      }
      if (body.length() + (long) part.length() > most) {
        return Future.failedFuture(breakOff("an answer of more than " + most + " bytes"));
      }
      body.appendBuffer(part);
      return Future.succeededFuture();
    }

    private TooLarge breakOff(String why) {
      vertx.cancelTimer(timer);
      TooLarge failure = new TooLarge(why);
      whole.tryFail(failure);
      response.request().reset(0, failure);
      return failure;
    }

    @Override
    public void write(Buffer part, Handler<AsyncResult<Void>> handler) {
      write(part).onComplete(handler);
    }

    @Override
    public void end(Handler<AsyncResult<Void>> handler) {
      vertx.cancelTimer(timer);
      whole.tryComplete(body);
      if (handler != null) {
        handler.handle(Future.succeededFuture());
      }
    }

    @Override
    public void handle(Throwable cut) {
      vertx.cancelTimer(timer);
      whole.tryFail(cut);
    }

    @Override
    public Future<Buffer> result() {
      return whole.future().map(all -> all.length() == 0 ? null : all);
    }

    @Override
    public WriteStream<Buffer> exceptionHandler(Handler<Throwable> handler) {
      return this;
    }

    @Override
    public WriteStream<Buffer> setWriteQueueMaxSize(int maxSize) {
      return this;
    }

    @Override
    public boolean writeQueueFull() {
      return false;
    }

    @Override
    public WriteStream<Buffer> drainHandler(Handler<Void> handler) {
      return this;
    }
  }
}
