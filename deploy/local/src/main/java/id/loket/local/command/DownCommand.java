package id.loket.local.command;

import id.loket.local.process.Liveness;
import id.loket.local.process.RunFolder;
import id.loket.local.process.StaleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ends the stack of this checkout, wherever it was started, and what a killed one left behind. */
public final class DownCommand implements Command {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Override
  public int run(List<String> arguments) throws IOException, InterruptedException {
    StackState state = StackState.lasting();
    Optional<ProcessHandle> stack = state.process();
    if (stack.isPresent()) {
      System.out.println("Stopping the stack …");
      stack.get().destroy();
      if (!Liveness.hasEndedWithin(PATIENCE, stack.get())) {
        System.err.println(
            "It has not stopped within %d s (process %d); see %s"
                .formatted(PATIENCE.toSeconds(), stack.get().pid(), state.log()));
        return 1;
      }
    }
    List<String> left =
        Files.isDirectory(state.dataFolder())
            ? StaleProcesses.end(RunFolder.in(state.dataFolder()))
            : List.of();
    if (!left.isEmpty()) {
      System.out.println("Also stopped: " + String.join(", ", left));
    } else {
      System.out.println(stack.isPresent() ? "Stopped." : "Nothing was running.");
    }
    return 0;
  }
}
