package id.loket.staging.device;

/** What may come from a device. */
public enum DeviceStatus {
  /** Everything: it is its collector's. */
  ACTIVE,
  /** Only what it has recorded: its collector works with another one now. */
  REPLACED,
  /** Nothing: it was stolen or lost. */
  REVOKED
}
