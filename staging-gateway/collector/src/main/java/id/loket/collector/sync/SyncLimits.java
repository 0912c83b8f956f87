package id.loket.collector.sync;

/** What devices have to keep to. */
public final class SyncLimits {
  /** Items of a push, changes of a pull. */
  public static final int PAGE_ITEMS = SyncDevice.MOST_ITEMS;

  /** An item, in canonical JSON. */
  public static final int ITEM_BYTES = ItemReader.MOST_BYTES;

  private SyncLimits() {}
}
