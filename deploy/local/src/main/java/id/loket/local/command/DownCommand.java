package id.loket.local.command;

import id.loket.local.process.RunFolder;
import id.loket.local.process.StaleProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends the stack of this checkout, wherever it was started, and what a killed one left behind. */
public final class DownCommand implements Command {
  private static final int PATIENCE_SECONDS = 90;

  @Override
  public int run(List<String> arguments) throws IOException, InterruptedException {
    StackState state = StackState.lasting();
    Optional<ProcessHandle> stack = state.process();
    if (stack.isPresent()) {
      System.out.println("Stopping the stack …");
      stack.get().destroy();
      if (!hasEnded(stack.get())) {
        System.err.println(
            "It has not stopped within %d s (process %d); see %s"
                .formatted(PATIENCE_SECONDS, stack.get().pid(), state.log()));
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

  private static boolean hasEnded(ProcessHandle stack) throws InterruptedException {
    try {
      stack.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
