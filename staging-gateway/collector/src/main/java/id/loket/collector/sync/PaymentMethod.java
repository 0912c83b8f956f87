package id.loket.collector.sync;

/** How money was handed over. */
public enum PaymentMethod {
  CASH,
  TRANSFER,
  QRIS
}
