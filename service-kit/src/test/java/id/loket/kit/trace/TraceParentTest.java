package id.loket.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceParentTest {
  private static final String ONE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void whatWasKeptIsContinued() {
    SpanContext continued = Span.fromContext(TraceParent.context(ONE)).getSpanContext();

    assertThat(continued.isRemote()).isTrue();
    assertThat(TraceParent.of(continued)).isEqualTo(ONE);
    assertThat(TraceParent.isSampled(ONE)).isTrue();
    assertThat(TraceParent.isSampled(ONE.replaceAll("01$", "00"))).isFalse();
  }

  @Test
  void garbageBeginsANewTraceAndIsNeverAnError() {
    for (String garbage :
        List.of(
            "",
            "x",
            ONE + "-more",
            ONE.toUpperCase(),
            "01" + ONE.substring(2),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")) {
      assertThat(Span.fromContext(TraceParent.context(garbage)).getSpanContext().isValid())
          .as(garbage)
          .isFalse();
    }
    assertThat(Span.fromContext(TraceParent.context(null)).getSpanContext().isValid()).isFalse();
  }

  @Test
  void outsideOfATraceThereIsNone() {
    assertThat(TraceParent.current()).isNull();
  }
}
