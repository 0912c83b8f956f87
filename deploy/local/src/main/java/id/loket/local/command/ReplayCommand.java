package id.loket.local.command;

import id.loket.local.LocalStack;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.deadletter.DeadLetters;
import java.util.List;

/** Puts a queue's dead letters back for its consumer to try again. */
public final class ReplayCommand implements Command {
  @Override
  public int run(List<String> arguments) {
    if (arguments.size() != 1) {
      throw new StackException("Which queue? For example: make replay QUEUE=client-app.bookings");
    }
    String queue = arguments.getFirst();
    int replayed = new DeadLetters(LocalStack.lastingEndpoints().of(Server.RABBITMQ)).replay(queue);
    System.out.println(replayed + " dead letters of " + queue + " are back in their queue.");
    return 0;
  }
}
