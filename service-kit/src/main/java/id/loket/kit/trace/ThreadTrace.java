package id.loket.kit.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.vertx.core.Vertx;
import java.util.Map;
import org.eclipse.microprofile.context.spi.ThreadContextController;
import org.eclipse.microprofile.context.spi.ThreadContextProvider;
import org.eclipse.microprofile.context.spi.ThreadContextSnapshot;

/**
 * The trace of a callback, on threads that have nothing else to keep it in: it is there while the
 * callback runs, and gone afterwards. A Vert.x context, as every request and every piece of
 * background work has one, carries its own trace and is left alone.
 */
final class ThreadTrace implements ThreadContextProvider {
  /** The name Quarkus' own provider goes by. */
  static final String TYPE = "OpenTelemetry";

  @Override
  public ThreadContextSnapshot currentContext(Map<String, String> properties) {
    Context trace = Context.current();
    return () -> begin(trace);
  }

  @Override
  public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
    return () -> begin(Context.root());
  }

  @Override
  public String getThreadContextType() {
    return TYPE;
  }

  private static ThreadContextController begin(Context trace) {
    if (Vertx.currentContext() != null) {
      return () -> {};
    }
    Scope scope = trace.makeCurrent();
    return scope::close;
  }
}
