package id.loket.local.command;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.StackException;
import java.util.List;

/** Prints a service's environment as shell commands: {@code eval "$(… env ticket-app)"}. */
public final class EnvCommand implements Command {
  @Override
  public int run(List<String> arguments) {
    if (arguments.size() != 1) {
      throw new StackException("Which service? One of " + LoketService.names() + ".");
    }
    LocalStack.lastingEnvironment(LoketService.named(arguments.getFirst()))
        .forEach((name, value) -> System.out.println("export " + name + "=" + quoted(value)));
    return 0;
  }

  private static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
