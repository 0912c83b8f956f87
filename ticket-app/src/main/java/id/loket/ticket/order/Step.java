package id.loket.ticket.order;

import java.util.Locale;

/** What follows an order, each in a service of its own. */
public enum Step {
  INVOICE("invoice.issued"),
  FULFILMENT("fulfilment.completed"),
  FORECASTING("forecast.updated"),
  LOGISTIC("delivery.arranged");

  private final String event;

  Step(String event) {
    this.event = event;
  }

  /** The event that says it is done. */
  String event() {
    return event;
  }

  /** The column that says when. */
  String column() {
    return name().toLowerCase(Locale.ROOT) + "_at";
  }
}
