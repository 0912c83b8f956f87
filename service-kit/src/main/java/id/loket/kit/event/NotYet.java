package id.loket.kit.event;

/**
 * Said by a handler: the event is fine and every server answers, but what it waits for has not
 * happened yet. It is tried again with growing pauses, for as long as it takes; later events of its
 * subject wait behind it, other subjects go on.
 */
public final class NotYet extends RuntimeException {
  /**
   * @param why what it waits for, without personal data: it is logged
   */
  public NotYet(String why) {
    super(why);
  }
}
