package id.loket.local.command;

import id.loket.local.StackException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;

/** A command that has a main class of its own. */
public final class OtherMain implements Command {
  private final String className;

  public OtherMain(String className) {
    this.className = className;
  }

  @Override
  public int run(List<String> arguments) {
    try {
      Class.forName(className)
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments.toArray(String[]::new));
      return 0;
    } catch (ClassNotFoundException e) {
      throw new StackException(className + " is not part of this build.", e);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof StackException known) {
        throw known;
      }
      if (e.getCause() instanceof UncheckedIOException unreadable) {
        throw unreadable;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
