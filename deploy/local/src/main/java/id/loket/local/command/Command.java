package id.loket.local.command;

import java.io.IOException;
import java.util.List;

/** One word after the program's name. */
@FunctionalInterface
public interface Command {

  /**
   * @param arguments what follows that word
   * @return the exit status
   */
  int run(List<String> arguments) throws IOException, InterruptedException;
}
