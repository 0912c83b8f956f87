package id.loket.local.service;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.StackException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** The packaged services on a stack. They end when the stack is closed, before its servers. */
public final class LoketServices implements AutoCloseable {
  private final LocalStack stack;
  private final Map<LoketService, ServiceProcess> processes = new EnumMap<>(LoketService.class);

  private LoketServices(LocalStack stack, Set<LoketService> services, Map<String, String> more) {
    this.stack = stack;
    services.forEach(service -> processes.put(service, new ServiceProcess(stack, service, more)));
  }

  /**
   * Starts these services side by side and returns when all are ready.
   *
   * @throws StackException when one is not built or does not become ready, with the reason; none is
   *     left running then
   */
  public static LoketServices start(LocalStack stack, Set<LoketService> services) {
    return start(stack, services, Map.of());
  }

  /**
   * The same with variables on top of what the stack gives them, for tests.
   *
   * @throws StackException as above
   */
  public static LoketServices start(
      LocalStack stack, Set<LoketService> services, Map<String, String> more) {
    for (LoketService service : services) {
      ServiceProcess.requireBuilt(stack, service);
    }
    LoketServices started = new LoketServices(stack, services, more);
    stack.closeFirst(started::close);
    started.startAll();
    return started;
  }

  /** Base URL of a service. */
  public String url(LoketService service) {
    return processes.get(service).url();
  }

  /** Where it tells its metrics. */
  public String privateUrl(LoketService service) {
    return processes.get(service).privateUrl();
  }

  /** Where it tells its health. */
  public String healthUrl(LoketService service) {
    return processes.get(service).healthUrl();
  }

  public Set<LoketService> all() {
    return Set.copyOf(processes.keySet());
  }

  public boolean isAlive(LoketService service) {
    return processes.get(service).isAlive();
  }

  /** Whether it was stopped or killed on purpose. */
  public boolean isStopped(LoketService service) {
    return processes.get(service).isStopped();
  }

  /** Ends a service in good order. */
  public void stop(LoketService service) {
    processes.get(service).stop();
  }

  /** Ends a service as a crash would: SIGKILL. */
  public void kill(LoketService service) {
    processes.get(service).kill();
  }

  /** SIGSTOP: it lives, keeps its connections, and says nothing until it is resumed. */
  public void suspend(LoketService service) {
    processes.get(service).suspend();
  }

  /** It goes on where it was suspended. */
  public void resume(LoketService service) {
    processes.get(service).resume();
  }

  /** Starts a service again and returns when it is ready; stops it first if it runs. */
  public void restart(LoketService service) {
    processes.get(service).stop();
    processes.get(service).start();
  }

  /** Resident memory of one service. */
  public long mebibytes(LoketService service) {
    return processes.get(service).mebibytes();
  }

  /** Resident memory of all of them. */
  public long mebibytes() {
    return processes.values().stream().mapToLong(ServiceProcess::mebibytes).sum();
  }

  @Override
  public void close() {
    processes.values().forEach(ServiceProcess::abandon);
    try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      processes.values().forEach(process -> stopping.submit(process::stop));
    }
  }

  private void startAll() {
    AtomicReference<RuntimeException> firstFailure = new AtomicReference<>();
    try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
      processes.values().forEach(process -> starting.submit(() -> start(process, firstFailure)));
    }
    if (firstFailure.get() != null) {
      close();
      throw firstFailure.get();
    }
  }

  private void start(ServiceProcess process, AtomicReference<RuntimeException> firstFailure) {
    Instant begun = Instant.now();
    try {
      process.start();
      double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
      stack
          .options()
          .progress()
          .say(
              "  %-11s ready after %4.1f s  %4d MiB  %s"
                  .formatted(
                      process.service().title(), seconds, process.mebibytes(), process.url()));
    } catch (RuntimeException e) {
      firstFailure.compareAndSet(null, e);
      processes.values().forEach(ServiceProcess::abandon);
    }
  }
}
