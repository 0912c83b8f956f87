package id.loket.local.command;

import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Port;
import id.loket.local.Ports;
import id.loket.local.Server;
import id.loket.local.process.Memory;
import id.loket.local.process.RunFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Shows what runs: process, memory, port. Exit status 0 when the stack is ready. */
public final class StatusCommand implements Command {
  @Override
  public int run(List<String> arguments) throws IOException {
    Options options = Options.lasting();
    StackState state = new StackState(options.dataFolder());
    Optional<ProcessHandle> stack = state.process();
    if (stack.isEmpty()) {
      System.out.println("The stack is not running. 'make up' or 'make run' starts it.");
      return 1;
    }
    StackState.Phase phase = state.phase().orElse(StackState.Phase.STARTING);
    System.out.println(
        "The stack is " + phase.name().toLowerCase() + ", process " + stack.get().pid());
    RunFolder folder = RunFolder.in(options.dataFolder());
    Ports ports = Ports.documented(options.environment());
    for (Server server : Server.values()) {
      line(server.title(), server.folder(), folder, ports.number(server.mainPort()));
    }
    for (LoketService service : LoketService.values()) {
      line(service.title(), service.title(), folder, ports.number(service.port()));
    }
    System.out.println("  inbox       http://127.0.0.1:" + ports.number(Port.INBOX));
    System.out.println("  SMS, push   http://127.0.0.1:" + ports.number(Port.NOTICES));
    return phase == StackState.Phase.READY ? 0 : 1;
  }

  private static void line(String title, String name, RunFolder folder, int port) {
    String process =
        folder
            .process(name)
            .map(
                each ->
                    "process %7d  %4d MiB  port %d"
                        .formatted(each.pid(), Memory.mebibytes(each.pid()), port))
            .orElse("not started here");
    System.out.println("  %-11s %s".formatted(title, process));
  }
}
