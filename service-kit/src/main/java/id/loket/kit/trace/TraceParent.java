package id.loket.kit.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * W3C Trace Context's {@code traceparent}, as it is kept in rows and messages, so that what is done
 * later belongs to the trace it follows from.
 */
public final class TraceParent {
  /** Header of messages, and column of rows. */
  public static final String NAME = "traceparent";

  private static final Pattern FORMAT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  private TraceParent() {}

  /** Of what is being done here and now; null when that belongs to no trace. */
  public static String current() {
    return of(Span.current().getSpanContext());
  }

  /** The id of the trace that what is being done here and now belongs to; null for none. */
  public static String currentId() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? span.getTraceId() : null;
  }

  static String of(SpanContext span) {
    return span.isValid()
        ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex()
        : null;
  }

  /** A context to be continued; one without a span for null and for what is no traceparent. */
  static Context context(String traceparent) {
    SpanContext parent = read(traceparent);
    return parent.isValid() ? Context.root().with(Span.wrap(parent)) : Context.root();
  }

  /** Whether what it tells of is recorded. */
  static boolean isSampled(String traceparent) {
    return read(traceparent).isSampled();
  }

  private static SpanContext read(String traceparent) {
    Matcher parts = FORMAT.matcher(traceparent == null ? "" : traceparent);
    return parts.matches()
        ? SpanContext.createFromRemoteParent(
            parts.group(1),
            parts.group(2),
            TraceFlags.fromHex(parts.group(3), 0),
            TraceState.getDefault())
        : SpanContext.getInvalid();
  }
}
