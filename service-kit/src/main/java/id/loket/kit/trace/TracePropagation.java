package id.loket.kit.trace;

import id.loket.kit.start.StartOrder;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.context.SmallRyeContextManager;
import io.smallrye.context.SmallRyeContextManagerProvider;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.context.spi.ContextManagerExtension;
import org.eclipse.microprofile.context.spi.ThreadContextProvider;

/**
 * Carries the trace with callbacks of Mutiny in {@link ThreadTrace}'s way instead of the one
 * Quarkus has for it: that one puts the trace a callback belongs to on whichever thread runs it,
 * and leaves it there. Once left on an event loop, every later request there that came without a
 * trace joined it.
 */
@Singleton
class TracePropagation {
  void mend(@Observes @Priority(StartOrder.CONFIGURATION) StartupEvent startup) {
    SmallRyeContextManagerProvider registry = SmallRyeContextManagerProvider.instance();
    SmallRyeContextManager present = registry.getContextManager();
    List<ThreadContextProvider> providers = new ArrayList<>();
    for (ThreadContextProvider one : present.getProviderPlan().propagatedProviders) {
      providers.add(one.getThreadContextType().equals(ThreadTrace.TYPE) ? new ThreadTrace() : one);
    }
    registry.registerContextManager(
        registry
            .getContextManagerBuilder()
            .withThreadContextProviders(providers.toArray(ThreadContextProvider[]::new))
            .withContextManagerExtensions(
                present.getExtensions().toArray(ContextManagerExtension[]::new))
            .withDefaultExecutorService(present.getDefaultExecutorService())
            .withDefaultValues(present.getDefaultValues())
            .build(),
        Thread.currentThread().getContextClassLoader());
  }
}
