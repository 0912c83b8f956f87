package id.loket.local.command;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Progress;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.process.ThisProgram;
import id.loket.local.service.LoketServices;
import id.loket.local.service.ServiceProcess;
import id.loket.local.service.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Starts everything, says how to use it, and keeps it running until it is told to end. */
public final class RunCommand implements Command {
  private static final String DEMO = "id.loket.local.demo.Demo";

  @Override
  public int run(List<String> arguments) throws IOException, InterruptedException {
    Instant begun = Instant.now();
    Options options = Options.lasting();
    Progress progress = options.progress();
    StackState state = new StackState(options.dataFolder());
    state.requireNone();
    LocalStack.requireFreePorts(options);
    state.enter(StackState.Phase.STARTING);
    progress.say("Starting the servers (data and logs in " + options.dataFolder() + ") …");
    LocalStack stack = startServers(options, state);
    stack.closeLast(state::leave);
    try {
      Building.awaitIfUnderWay(options.project().resolve("target"), progress);
      LoketServices services = startServices(stack, EnumSet.noneOf(LoketService.class));
      Supervisor supervisor = new Supervisor(stack, services);
      stack.closeFirst(() -> progress.say("Stopping …"));
      progress.say(Summary.of(stack, services, Duration.between(begun, Instant.now())));
      Thread.ofVirtual().start(() -> showAndEnterReady(state, services, supervisor, progress));
      supervisor.watch();
    } catch (StackException e) {
      stack.close();
      throw e;
    }
    return 0;
  }

  /** The servers; a state that is not to be reached is not left behind. */
  static LocalStack startServers(Options options, StackState state) {
    try {
      return LocalStack.start(Server.all(), options);
    } catch (RuntimeException e) {
      state.leave();
      throw e;
    }
  }

  /** Starts the services that are built, except those named. */
  static LoketServices startServices(LocalStack stack, Set<LoketService> except) {
    Set<LoketService> built = EnumSet.noneOf(LoketService.class);
    for (LoketService service : LoketService.values()) {
      if (ServiceProcess.isBuilt(stack, service)) {
        built.add(service);
      } else {
        stack.options().progress().say("  " + service.title() + " is not built: left out");
      }
    }
    built.removeAll(except);
    if (!built.isEmpty()) {
      stack.options().progress().say("Starting the services …");
    }
    return LoketServices.start(stack, built);
  }

  /** Ready with something to look at: the first booking makes the first event. */
  private static void showAndEnterReady(
      StackState state, LoketServices services, Supervisor supervisor, Progress progress) {
    demonstrate(services, supervisor, progress);
    if (!supervisor.isEnding()) {
      progress.say("Running. Ctrl-C (or 'make down') ends it.");
      state.enter(StackState.Phase.READY);
    }
  }

  /** The demonstration's first booking; that it fails is told, and ends nothing. */
  private static void demonstrate(
      LoketServices services, Supervisor supervisor, Progress progress) {
    if (services.all().containsAll(LoketService.counter()) && ThisProgram.has(DEMO)) {
      int status = ThisProgram.run(List.of("demo", "--first"));
      if (status != 0 && !supervisor.isEnding()) {
        progress.say("The demonstration's booking failed (" + status + "); the stack runs on.");
      }
    }
  }
}
