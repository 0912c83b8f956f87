package id.loket.local.command;

import id.loket.local.process.Liveness;
import id.loket.local.process.Programs;
import id.loket.local.process.ThisProgram;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts everything in the background and returns when it is ready, or says what is not. */
public final class UpCommand implements Command {
  private static final long LOOK_EVERY_MILLIS = 200;

  @Override
  public int run(List<String> arguments) throws IOException, InterruptedException {
    StackState state = StackState.lasting();
    if (state.process().isPresent() && isReady(state)) {
      System.out.println("The stack is already up. 'make status' shows it, 'make down' ends it.");
      return 0;
    }
    if (state.process().isEmpty()) {
      return follow(state, startInBackground(state));
    }
    return follow(state, state.process().get());
  }

  private static ProcessHandle startInBackground(StackState state) throws IOException {
    Files.createDirectories(state.log().getParent());
    List<String> command = new ArrayList<>();
    // A session of its own: what ends this terminal does not end the stack.
    command.add(Programs.find("setsid").map(Path::toString).orElse("nohup"));
    command.addAll(ThisProgram.command(List.of("run")));
    return new ProcessBuilder(command)
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(state.log().toFile()))
        .start()
        .toHandle();
  }

  private static int follow(StackState state, ProcessHandle stack)
      throws IOException, InterruptedException {
    try (RandomAccessFile log = new RandomAccessFile(state.log().toFile(), "r")) {
      while (true) {
        boolean alive = Liveness.isRunning(stack);
        boolean ready = alive && isReadyIn(state, stack);
        copyNew(log);
        if (ready) {
          System.out.println("Up. 'make down' ends it; what it says is in " + state.log());
          return 0;
        }
        if (!alive) {
          System.err.println("The stack did not come up: see above, and " + state.log());
          return 1;
        }
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
    }
  }

  private static boolean isReadyIn(StackState state, ProcessHandle stack) {
    return isReady(state)
        && state.process().filter(process -> process.pid() == stack.pid()).isPresent();
  }

  private static boolean isReady(StackState state) {
    return state.phase().equals(Optional.of(StackState.Phase.READY));
  }

  private static void copyNew(RandomAccessFile log) throws IOException {
    byte[] fresh = new byte[(int) (log.length() - log.getFilePointer())];
    log.readFully(fresh);
    System.out.print(new String(fresh, StandardCharsets.UTF_8));
    System.out.flush();
  }
}
