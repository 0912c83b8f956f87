package id.loket.kit.start;

/** The order in which a start proceeds: priorities of observers of {@code StartupEvent}. */
public final class StartOrder {
  /** Wrong configuration is found before anything is touched. */
  public static final int CONFIGURATION = 1;

  /** The schema is there before anything uses it. */
  public static final int SCHEMA = 10;

  /** After everything else has been started. */
  public static final int LAST = 10_000;

  private StartOrder() {}
}
