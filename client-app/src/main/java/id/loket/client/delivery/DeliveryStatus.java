package id.loket.client.delivery;

/** How far a delivery is. */
public enum DeliveryStatus {
  /** Its items are picked; it leaves once they are paid. */
  ARRANGED,
  /** It is paid and on its way. */
  RELEASED,
  /** The order is off. */
  WITHDRAWN
}
