package id.loket.local.command;

import id.loket.local.StackException;
import id.loket.local.process.RunFolder;
import id.loket.local.process.StaleProcesses;
import id.loket.local.server.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Removes all data of the stack, its logs and its secrets. */
public final class CleanDataCommand implements Command {
  @Override
  public int run(List<String> arguments) throws IOException {
    StackState state = StackState.lasting();
    if (state.process().isPresent()) {
      throw new StackException("The stack is running on this data. End it first: make down");
    }
    if (!Files.exists(state.dataFolder().resolve("lock"))) {
      System.out.println("There is no data in " + state.dataFolder());
      return 0;
    }
    StaleProcesses.end(RunFolder.in(state.dataFolder()));
    Folders.delete(state.dataFolder());
    System.out.println("Removed " + state.dataFolder());
    return 0;
  }
}
