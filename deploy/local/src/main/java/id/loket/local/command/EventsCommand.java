package id.loket.local.command;

import id.loket.local.LocalStack;
import id.loket.local.ProjectFolder;
import id.loket.local.event.Choreography;
import java.util.List;

/** Shows who publishes which event and who listens, read from the running broker. */
public final class EventsCommand implements Command {
  @Override
  public int run(List<String> arguments) {
    Choreography.of(LocalStack.lastingEndpoints().rabbitManagement(), ProjectFolder.find())
        .print(System.out);
    return 0;
  }
}
