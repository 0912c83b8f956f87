package id.loket.local.service;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Ports;
import id.loket.local.StackException;
import id.loket.local.process.ChildProcess;
import id.loket.local.process.Launch;
import id.loket.local.process.Memory;
import id.loket.local.process.StartPatience;
import id.loket.local.server.HttpCall;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of Loket's services, packaged, in a process of its own. */
public final class ServiceProcess {
  private static final String LOOPBACK = "127.0.0.1";
  private static final int OK = 200;
  private static final Duration PORT_LIMIT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final LocalStack stack;
  private final LoketService service;
  private final String name;
  private final int port;
  private final int privatePort;
  private final Map<String, String> more;
  private volatile boolean abandoned;
  // Read while a start or stop is under way.
  private volatile ChildProcess process;

  ServiceProcess(LocalStack stack, LoketService service, Map<String, String> more) {
    this(
        stack,
        service,
        service.title(),
        stack.port(service.port()),
        stack.port(service.privatePort()),
        more);
  }

  private ServiceProcess(
      LocalStack stack, LoketService service, String name, Map<String, String> more, int port) {
    this(stack, service, name, port, Ports.anyFree(), more);
  }

  private ServiceProcess(
      LocalStack stack,
      LoketService service,
      String name,
      int port,
      int privatePort,
      Map<String, String> more) {
    this.stack = stack;
    this.service = service;
    this.name = name;
    this.port = port;
    this.privatePort = privatePort;
    this.more = more;
  }

  /**
   * One more instance of a service, on a free port, over the same databases and queues; it ends
   * with the stack.
   *
   * @param name names its log
   * @param more variables that differ from the first instance's
   */
  public static ServiceProcess replica(
      LocalStack stack, LoketService service, String name, Map<String, String> more) {
    ServiceProcess replica = new ServiceProcess(stack, service, name, more, Ports.anyFree());
    stack.closeFirst(replica::close);
    replica.start();
    return replica;
  }

  /**
   * The same without waiting until it is ready: it may have to wait for a server, or end by itself.
   */
  public static ServiceProcess launched(
      LocalStack stack, LoketService service, String name, Map<String, String> more) {
    ServiceProcess launched = new ServiceProcess(stack, service, name, more, Ports.anyFree());
    stack.closeFirst(launched::close);
    launched.launchNow();
    return launched;
  }

  /**
   * Waits for a process that ends by itself.
   *
   * @return its exit code; empty when it did not end within the limit
   */
  public Optional<Integer> awaitEnd(Duration limit) {
    return process.awaitEnd(limit);
  }

  /** What it has printed since it was started. */
  public String output() {
    return process.output();
  }

  /** Whether the service has been built, in the form this stack wants. */
  public static boolean isBuilt(LocalStack stack, LoketService service) {
    return ServiceProgram.of(stack.options(), service).isBuilt();
  }

  /** Refuses to go on without it. */
  static void requireBuilt(LocalStack stack, LoketService service) {
    ServiceProgram.of(stack.options(), service).file();
  }

  /** Which service it is an instance of. */
  public LoketService service() {
    return service;
  }

  public String url() {
    return ("on".equals(more.get("LOKET_HTTP_TLS")) ? "https" : service.scheme())
        + "://127.0.0.1:"
        + port;
  }

  /** Where it tells its metrics. */
  public String privateUrl() {
    return "http://127.0.0.1:" + privatePort;
  }

  /** Where it tells its health. */
  public String healthUrl() {
    return service.isPublic() ? privateUrl() : url();
  }

  /** Starts it and returns when it says that it is ready. */
  public synchronized void start() {
    requireWanted();
    if (port == stack.port(service.port())) {
      stack.requireFree(service.title(), service.port());
      stack.requireFree(service.title(), service.privatePort());
    }
    launchNow();
    try {
      awaitReady();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while starting " + service.title(), e);
    }
  }

  private synchronized void launchNow() {
    try {
      process = ChildProcess.start(launch(), stack.runFolder());
    } catch (IOException e) {
      throw new StackException(service.title() + " did not start: " + e.getMessage(), e);
    }
  }

  public synchronized void stop() {
    running().ifPresent(ChildProcess::stop);
    process = null;
  }

  /** Ends it as a crash would: SIGKILL. */
  public synchronized void kill() {
    running().ifPresent(ChildProcess::kill);
    process = null;
    awaitFreePort();
  }

  /** SIGSTOP: it lives, keeps its connections, and says nothing until it is resumed. */
  public synchronized void suspend() {
    running().ifPresent(ChildProcess::suspend);
  }

  /** It goes on where it was suspended. */
  public synchronized void resume() {
    running().ifPresent(ChildProcess::resume);
  }

  /** The last threads of a killed process may keep its port for a moment longer than its id. */
  private void awaitFreePort() {
    Instant deadline = Instant.now().plus(PORT_LIMIT);
    while (!Ports.isFree(port) && Instant.now().isBefore(deadline)) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void close() {
    abandon();
    stop();
  }

  /** Makes a start under way give up, and any later one: the stack is closing. */
  void abandon() {
    abandoned = true;
  }

  public boolean isAlive() {
    return running().filter(ChildProcess::isAlive).isPresent();
  }

  /** Whether it was stopped or killed on purpose, or never started. */
  boolean isStopped() {
    return process == null;
  }

  long mebibytes() {
    return running().map(each -> Memory.mebibytes(each.pid())).orElse(0L);
  }

  private Optional<ChildProcess> running() {
    return Optional.ofNullable(process);
  }

  private Launch launch() {
    List<String> command = ServiceProgram.of(stack.options(), service).command(stack.options());
    Map<String, String> variables = new HashMap<>(stack.environment(service));
    variables.putAll(listening(service, stack.options(), port, privatePort));
    variables.putAll(more);
    Path folder = stack.dataFolder().resolve(name);
    return new Launch(name, command, folder).withEnvironment(variables);
  }

  /** Where it listens: the public services beyond this machine too, if that is wanted. */
  static Map<String, String> listening(
      LoketService service, Options options, int port, int privatePort) {
    String publicHost = options.isPublic() ? "0.0.0.0" : LOOPBACK;
    return switch (service) {
      case GATEWAY ->
          Map.of(
              "LOKET_GATEWAY_HOST",
              publicHost,
              "LOKET_GATEWAY_PORT",
              Integer.toString(port),
              "QUARKUS_HTTP_HOST",
              LOOPBACK,
              "QUARKUS_HTTP_PORT",
              Integer.toString(privatePort));
      case APK_OTA ->
          Map.of(
              "QUARKUS_HTTP_HOST",
              publicHost,
              "QUARKUS_HTTP_PORT",
              Integer.toString(port),
              "QUARKUS_MANAGEMENT_HOST",
              LOOPBACK,
              "QUARKUS_MANAGEMENT_PORT",
              Integer.toString(privatePort));
      default ->
          Map.of(
              "QUARKUS_HTTP_HOST",
              LOOPBACK,
              "QUARKUS_HTTP_PORT",
              Integer.toString(port),
              "QUARKUS_MANAGEMENT_HOST",
              LOOPBACK,
              "QUARKUS_MANAGEMENT_PORT",
              Integer.toString(privatePort));
    };
  }

  private void awaitReady() throws InterruptedException {
    StartPatience patience = new StartPatience(name, stack.options().progress());
    while (true) {
      requireWanted();
      String waitsFor = "it does not answer yet";
      try {
        HttpCall.Answer answer =
            HttpCall.answer(
                HttpCall.to(healthUrl() + "/q/health/ready").build(), stack.authority());
        if (answer.status() == OK) {
          return;
        }
        waitsFor = HealthReport.missing(answer.body());
      } catch (IOException e) {
        // it says so by itself
      }
      patience.notYet(List.of(process), waitsFor);
      Thread.sleep(PAUSE);
    }
  }

  private void requireWanted() {
    if (abandoned) {
      throw new StackException(service.title() + " was stopped while it was starting.");
    }
  }
}
