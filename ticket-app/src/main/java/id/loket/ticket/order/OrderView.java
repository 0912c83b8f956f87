package id.loket.ticket.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import id.loket.kit.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An order with its timeline.
 *
 * @param booking the seat it carries: {@code total} has it in, and both end together
 * @param reason why it is off: payment-expired, payment-failed, payment-unavailable,
 *     cancelled-by-user, event-cancelled, refunded
 * @param paymentUrl where to pay, while it can be paid
 * @param refundedAt when its money was given back although it was on its way
 * @param unsettledSince since when a person is asked to find out whether it was paid
 * @param timeOrder when it was placed; the other times are null until that service has done its
 *     part
 * @param steps the same, with what is late
 */
@Schema(
    name = "Order",
    example =
        """
        {"id": "0192f0c1-7a3b-7c2d-9e4f-5a6b7c8d9e0f", "userId": "0192f0c1-1111-7c2d-9e4f-5a6b7c8d9e0f",
         "status": "PLACED", "items": [{"store": "Makassar", "item": "Kaus", "quantity": 2,
         "price": {"amount": 75000, "currency": "IDR"}}], "total": {"amount": 150000, "currency": "IDR"},
         "version": 1, "time_order_service": "2027-03-01T12:00:00Z",
         "time_invoice_service": "2027-03-01T12:00:01Z", "time_fulfilment_service": null,
         "time_forecasting_service": null, "time_logistic_service": null}
        """)
public record OrderView(
    UUID id,
    UUID userId,
    OrderStatus status,
    List<Order.Line> items,
    OrderMessage.Seat booking,
    Money total,
    String reason,
    String invoiceNumber,
    String paymentUrl,
    Instant expiresAt,
    Instant refundedAt,
    Instant unsettledSince,
    int version,
    Instant createdAt,
    Instant updatedAt,
    @JsonProperty("time_order_service") Instant timeOrder,
    @JsonProperty("time_invoice_service") @JsonInclude(JsonInclude.Include.ALWAYS)
        Instant timeInvoice,
    @JsonProperty("time_fulfilment_service") @JsonInclude(JsonInclude.Include.ALWAYS)
        Instant timeFulfilment,
    @JsonProperty("time_forecasting_service") @JsonInclude(JsonInclude.Include.ALWAYS)
        Instant timeForecasting,
    @JsonProperty("time_logistic_service") @JsonInclude(JsonInclude.Include.ALWAYS)
        Instant timeLogistic,
    List<StepView> steps) {

  /** How a step stands. */
  public enum State {
    DONE,
    WAITING,
    /** Not done within its limit: an alarm was raised, and it follows when its service returns. */
    LATE,
    /** The order was cancelled before it was done. */
    CANCELLED
  }

  /** A step of an order. */
  @Schema(name = "OrderStep")
  public record StepView(Step step, State state, Instant at, Instant due) {}

  static OrderView of(Order order, Duration stepLimit, Instant now) {
    boolean payable = order.bill() != null && order.status() == OrderStatus.PLACED;
    return new OrderView(
        order.id(),
        order.userId(),
        order.status(),
        order.lines(),
        OrderMessage.Seat.of(order.seat()),
        order.total(),
        order.reason(),
        order.bill() == null ? null : order.bill().invoiceNumber(),
        payable ? order.bill().paymentUrl() : null,
        payable ? order.bill().expiresAt() : null,
        order.refundedAt(),
        order.unsettledSince(),
        order.version(),
        order.createdAt(),
        order.updatedAt(),
        order.createdAt(),
        order.done().get(Step.INVOICE),
        order.done().get(Step.FULFILMENT),
        order.done().get(Step.FORECASTING),
        order.done().get(Step.LOGISTIC),
        Arrays.stream(Step.values()).map(step -> view(order, step, stepLimit, now)).toList());
  }

  private static StepView view(Order order, Step step, Duration limit, Instant now) {
    Instant at = order.done().get(step);
    Instant due = order.createdAt().plus(limit);
    State state =
        at != null
            ? State.DONE
            : order.status() == OrderStatus.CANCELLED
                ? State.CANCELLED
                : now.isAfter(due) ? State.LATE : State.WAITING;
    return new StepView(step, state, at, due);
  }
}
