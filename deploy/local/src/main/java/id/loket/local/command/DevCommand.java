package id.loket.local.command;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Port;
import id.loket.local.Ports;
import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import id.loket.local.service.HeldServices;
import id.loket.local.service.LoketServices;
import id.loket.local.service.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs one service with live reload, everything else as it is: on the running stack, whose packaged
 * instance of the service stands aside, or else on a stack of its own.
 */
public final class DevCommand implements Command {
  private static final Duration STAND_ASIDE_LIMIT = Duration.ofSeconds(30);

  @Override
  public int run(List<String> arguments) throws IOException, InterruptedException {
    if (arguments.isEmpty()) {
      throw new StackException("Which service? For example: make dev SERVICE=ticket-app");
    }
    LoketService service = LoketService.named(arguments.getFirst());
    Options options = Options.lasting();
    StackState state = new StackState(options.dataFolder());
    if (state.process().isPresent()) {
      return besideRunningStack(service, options);
    }
    return onOwnStack(service, options, state);
  }

  private static int besideRunningStack(LoketService service, Options options)
      throws IOException, InterruptedException {
    HeldServices held = HeldServices.in(options.dataFolder());
    Thread letGo = new Thread(() -> held.letGo(service));
    Runtime.getRuntime().addShutdownHook(letGo);
    held.hold(service);
    int port = Ports.documented(options.environment()).number(service.port());
    Instant deadline = Instant.now().plus(STAND_ASIDE_LIMIT);
    while (!Ports.isFree(port)) {
      if (Instant.now().isAfter(deadline)) {
        throw new StackException(
            "Port %d of %s is still taken after %d s."
                .formatted(port, service.title(), STAND_ASIDE_LIMIT.toSeconds()));
      }
      Thread.sleep(200);
    }
    return quarkusDev(service, options);
  }

  private static int onOwnStack(LoketService service, Options options, StackState state)
      throws IOException, InterruptedException {
    state.enter(StackState.Phase.STARTING);
    try (LocalStack stack = RunCommand.startServers(options, state)) {
      stack.closeLast(state::leave);
      HeldServices.in(options.dataFolder()).hold(service);
      LoketServices others = RunCommand.startServices(stack, EnumSet.of(service));
      Supervisor supervisor = new Supervisor(stack, others);
      Thread.ofVirtual().start(() -> watch(supervisor));
      state.enter(StackState.Phase.READY);
      return quarkusDev(service, options);
    }
  }

  private static int quarkusDev(LoketService service, Options options)
      throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    List<String> command = new ArrayList<>();
    command.add(environment.getOrDefault("LOKET_MVN", "mvn"));
    command.addAll(List.of(devGoal(options.project()), "-pl", service.folder(), "-am"));
    command.addAll(List.of("-Ddebug=false", "-Dquarkus.analytics.disabled=true"));
    ProcessBuilder maven =
        new ProcessBuilder(command).directory(options.project().root().toFile()).inheritIO();
    Ports ports = Ports.documented(options.environment());
    int port = ports.number(devPort(service));
    maven.environment().putAll(LocalStack.lastingEnvironment(service));
    maven.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    if (service != LoketService.GATEWAY) {
      int privatePort = ports.number(service.privatePort());
      maven.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(privatePort));
    }
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return maven.start().waitFor();
  }

  /** The gateway's public port is not Quarkus's own server, which stays private there. */
  private static Port devPort(LoketService service) {
    return service == LoketService.GATEWAY ? service.privatePort() : service.port();
  }

  /** With its version: the first modules of the build know nothing of Quarkus. */
  private static String devGoal(ProjectFolder project) throws IOException {
    Matcher version =
        Pattern.compile("<quarkus\\.version>(.+?)</quarkus\\.version>")
            .matcher(Files.readString(project.resolve("pom.xml")));
    if (!version.find()) {
      throw new StackException("The parent pom.xml no longer says its quarkus.version.");
    }
    return "io.quarkus.platform:quarkus-maven-plugin:" + version.group(1) + ":dev";
  }

  private static void watch(Supervisor supervisor) {
    try {
      supervisor.watch();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
