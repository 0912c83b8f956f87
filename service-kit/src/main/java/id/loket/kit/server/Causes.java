package id.loket.kit.server;

/** Says in one line why something failed. */
public final class Causes {
  private static final int LONGEST = 300;

  private Causes() {}

  /** The message of the innermost cause, which is the one people can do something about. */
  public static String line(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null && innermost.getCause() != innermost) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    String line =
        message == null || message.isBlank()
            ? innermost.getClass().getSimpleName()
            : message.strip().replaceAll("\\s*\\R\\s*", "; ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
