package id.loket.kit.trace;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Which traces are recorded. */
@Singleton
class TraceSampling {
  @Produces
  @Singleton
  Sampler sampler(TraceConfig config) {
    return config.endpoint().isEmpty()
        ? Sampler.alwaysOff()
        : Sampler.parentBased(Sampler.traceIdRatioBased(config.ratio()));
  }
}
