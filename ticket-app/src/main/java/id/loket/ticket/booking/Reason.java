package id.loket.ticket.booking;

import com.fasterxml.jackson.annotation.JsonValue;

/** Why a booking ended without a seat. */
public enum Reason {
  HOLD_REFUSED("hold-refused"),
  ORGANISER_UNAVAILABLE("organiser-unavailable"),
  PAYMENT_UNAVAILABLE("payment-unavailable"),
  PAYMENT_FAILED("payment-failed"),
  PAYMENT_EXPIRED("payment-expired"),
  CANCELLED_BY_USER("cancelled-by-user"),
  EVENT_CANCELLED("event-cancelled"),
  EVENT_BEGUN("event-begun"),
  REFUNDED("refunded"),
  LEFT_QUEUE("left-queue");

  private final String code;

  Reason(String code) {
    this.code = code;
  }

  /** The code callers and messages see. */
  @JsonValue
  public String code() {
    return code;
  }

  static Reason ofCode(String code) {
    for (Reason reason : values()) {
      if (reason.code.equals(code)) {
        return reason;
      }
    }
    throw new IllegalArgumentException("unknown reason " + code);
  }
}
