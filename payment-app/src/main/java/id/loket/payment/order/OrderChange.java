package id.loket.payment.order;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What happened to an order.
 *
 * @param type {@code order.created} or {@code order.cancelled}
 * @param traceparent the trace it happened in, or null
 */
@RegisterForReflection // native: written and read with TolerantJson
record OrderChange(String type, PlacedOrder order, String traceparent) {
  boolean isCancellation() {
    return type.equals("order.cancelled");
  }

  /** Tells this change of this order from all others. */
  String subject() {
    return order.id() + " " + type;
  }
}
