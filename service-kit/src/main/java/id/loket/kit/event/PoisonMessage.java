package id.loket.kit.event;

/** A message that can never be handled, however often it is tried. */
public final class PoisonMessage extends RuntimeException {
  public PoisonMessage(String why, Throwable cause) {
    super(why, cause);
  }
}
