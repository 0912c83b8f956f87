package id.loket.kit.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Spans of work that no request waits for: what a message, a row or a timer asks for. Such work
 * gets a context of its own, because several pieces of it run side by side on one event loop.
 */
@Singleton
public class Traces {
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private static final IdGenerator IDS = IdGenerator.random();

  private final Tracer tracer;
  private final Vertx vertx;

  public Traces(Tracer tracer, Vertx vertx) {
    this.tracer = tracer;
    this.vertx = vertx;
  }

  /**
   * Does work as part of the trace it follows from, in a span of its own. A failure is told by its
   * class only: messages may repeat what somebody entered.
   *
   * @param traceparent what the work follows from; null begins a new trace. Who asks for it now, in
   *     a trace of their own, is linked
   * @param name what is done, without ids
   * @param work started on an event loop; must not block it
   * @return ends where it was asked for, not where the work ended
   */
  public <T> Uni<T> continued(
      String traceparent, String name, SpanKind kind, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              SpanBuilder span =
                  tracer
                      .spanBuilder(name)
                      .setSpanKind(kind)
                      .setParent(TraceParent.context(traceparent));
              SpanContext asked = Span.current().getSpanContext();
              return inSpan(asked.isSampled() ? span.addLink(asked) : span, work);
            });
  }

  /**
   * Does work in a context and under a trace id of its own that nobody records: what is done every
   * second and usually finds nothing to do. Its logs can be told from others, its statements and
   * calls carry no request's trace.
   *
   * @param work started on an event loop; must not block it
   * @return ends where it was asked for, not where the work ended
   */
  public <T> Uni<T> aside(Supplier<Uni<T>> work) {
    return inOwnContext(
        () ->
            Span.wrap(
                SpanContext.create(
                    IDS.generateTraceId(),
                    IDS.generateSpanId(),
                    TraceFlags.getDefault(),
                    TraceState.getDefault())),
        work);
  }

  /** Does work in a span of its own below the present one. */
  public <T> Uni<T> span(String name, SpanKind kind, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () ->
                inSpan(
                    tracer.spanBuilder(name).setSpanKind(kind).setParent(Context.current()), work));
  }

  /**
   * Tells of something handed on for later.
   *
   * @param traceparent what it follows from
   * @return what its receiver is to continue: {@code traceparent} itself when nothing is recorded
   */
  public Handover handOver(String traceparent, String name) {
    if (traceparent == null || !TraceParent.isSampled(traceparent)) {
      return new Handover(traceparent, Span.getInvalid());
    }
    Span span =
        tracer
            .spanBuilder(name)
            .setSpanKind(SpanKind.PRODUCER)
            .setParent(TraceParent.context(traceparent))
            .startSpan();
    return new Handover(TraceParent.of(span.getSpanContext()), span);
  }

  /** Something on its way to whoever takes it in. */
  public record Handover(String traceparent, Span span) {
    /** It has arrived. */
    public void done() {
      span.end();
    }

    /** It may not have arrived. */
    public void failed(Throwable why) {
      end(span, why);
    }
  }

  private <T> Uni<T> inSpan(SpanBuilder builder, Supplier<Uni<T>> work) {
    return inOwnContext(builder::startSpan, work);
  }

  private <T> Uni<T> inOwnContext(Supplier<Span> begun, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              io.vertx.core.Context asked = Vertx.currentContext();
              io.vertx.core.Context own =
                  VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
              VertxContextSafetyToggle.setContextSafe(own, true);
              own.runOnContext(started -> run(begun.get(), work, emitter, back(asked)));
            });
  }

  private static <T> void run(
      Span span, Supplier<Uni<T>> work, UniEmitter<? super T> emitter, Consumer<Runnable> back) {
    span.makeCurrent(); // for as long as this context lives, which is as long as the work
    Cancellable running =
        Uni.createFrom()
            .deferred(work::get)
            .subscribe()
            .with(
                item -> {
                  span.end();
                  back.accept(() -> emitter.complete(item));
                },
                failure -> {
                  end(span, failure);
                  back.accept(() -> emitter.fail(failure));
                });
    emitter.onTermination(
        () -> {
          running.cancel();
          span.end();
        });
  }

  private static Consumer<Runnable> back(io.vertx.core.Context asked) {
    return asked == null ? Runnable::run : task -> asked.runOnContext(there -> task.run());
  }

  private static void end(Span span, Throwable failure) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(ERROR, failure.getClass().getName());
    span.end();
  }
}
