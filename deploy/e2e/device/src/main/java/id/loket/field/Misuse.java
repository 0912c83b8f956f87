package id.loket.field;

/**
 * What was asked for cannot be done, and nothing was written. The message is one line and says what
 * to do instead.
 */
public final class Misuse extends IllegalStateException {
  Misuse(String message) {
    super(message, null);
  }

  static Misuse notLoggedIn() {
    return new Misuse("log in first: device FOLDER login EMAIL PASSWORD");
  }
}
