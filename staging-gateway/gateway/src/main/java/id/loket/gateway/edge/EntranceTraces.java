package id.loket.gateway.edge;

import id.loket.kit.http.CallerAddress;
import id.loket.kit.http.ClientAddress;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.quarkus.opentelemetry.runtime.propagation.TextMapPropagatorCustomizer;
import io.vertx.core.spi.observability.HttpRequest;
import jakarta.inject.Singleton;
import java.util.Collection;

/**
 * Traces begin at the entrance: whoever calls from outside decides neither their ids nor whether
 * they are recorded. Only a trusted proxy in front may have begun one.
 */
@Singleton
class EntranceTraces implements TextMapPropagatorCustomizer {
  private final CallerAddress callers;

  EntranceTraces(CallerAddress callers) {
    this.callers = callers;
  }

  @Override
  public TextMapPropagator customize(Context context) {
    return new FromProxiesOnly(context.propagator());
  }

  private final class FromProxiesOnly implements TextMapPropagator {
    private final TextMapPropagator propagator;

    FromProxiesOnly(TextMapPropagator propagator) {
      this.propagator = propagator;
    }

    @Override
    public Collection<String> fields() {
      return propagator.fields();
    }

    @Override
    public <C> void inject(
        io.opentelemetry.context.Context from, C carrier, TextMapSetter<C> setter) {
      propagator.inject(from, carrier, setter);
    }

    @Override
    public <C> io.opentelemetry.context.Context extract(
        io.opentelemetry.context.Context into, C carrier, TextMapGetter<C> getter) {
      return carrier instanceof HttpRequest request && !isTrusted(request)
          ? into
          : propagator.extract(into, carrier, getter);
    }

    private boolean isTrusted(HttpRequest request) {
      return ClientAddress.parse(request.remoteAddress().hostAddress())
          .filter(callers::isProxy)
          .isPresent();
    }
  }
}
