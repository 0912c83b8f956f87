package id.loket.local;

/** Something the person at the terminal can act on; the message says what and how. */
public final class StackException extends RuntimeException {
  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
