package id.loket.ticket.order;

/** How an order stands. */
public enum OrderStatus {
  /** Its items are taken from stock, and it waits to be paid. */
  PLACED,
  PAID,
  /** It is off, and its items are back in stock. */
  CANCELLED
}
