package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Progress;
import id.loket.local.Server;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every consumer at its worst moment: the broker breaks the connection while events are prefetched
 * and none can be handled, and the process is killed after the first ones were.
 */
@Tag("long")
@Tag("faults")
@ClassTemplate
@ExtendWith(Rounds.class)
class ConsumerIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** What the killed process had begun is taken up by its successor this much later. */
  private static final Map<String, String> LEASES =
      Map.of(
          "LOKET_OUTBOX_LEASE", "3s",
          "LOKET_MEDIA_LEASE", "10s",
          "LOKET_MAIL_LEASE", "10s",
          "LOKET_MAIL_FIRST_RETRY", "500ms",
          "LOKET_MAIL_LONGEST_RETRY", "3s");

  private static final int BEFORE = 25;
  private static final int EVENTS = 60;

  private static LocalStack stack;
  private static LoketServices services;
  private static EventTraffic traffic;

  @BeforeAll
  static void start() throws Exception {
    stack = LocalStack.start(Server.all(), Options.temporary().with(Progress.to(System.out)));
    services = LoketServices.start(stack, LoketService.counter(), LEASES);
    traffic = new EventTraffic(stack, services);
  }

  @AfterAll
  static void stop() throws Exception {
    if (traffic != null) {
      traffic.close();
    }
    if (stack != null) {
      stack.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostNorDoneTwiceWhenAConnectionBreaksAndTheProcessIsKilled(Consumer consumer)
      throws Exception {
    if (!consumer.isOfRows()) {
      List<UUID> before = traffic.publish(consumer, BEFORE); // moves the delivery tags
      until("the first events", () -> traffic.handled(consumer, before) == BEFORE);
    }
    List<UUID> events = new ArrayList<>();
    try (Hold hold = Hold.of(stack, consumer)) {
      events.addAll(traffic.publish(consumer, EVENTS));
      until("prefetched events", () -> traffic.isPrefetched(consumer, events.size()));
      traffic.breakConnections(consumer);
      until("prefetched events again", () -> traffic.isPrefetched(consumer, events.size()));

      hold.release();
      until("the first handled event", () -> traffic.handled(consumer, events) > 0);
      services.kill(consumer.service);
      if (consumer.database != null) { // its writes take their time
        assertThat(traffic.handled(consumer, events))
            .as("killed in the middle")
            .isLessThan(events.size());
      }
    }
    services.restart(consumer.service);

    until("all events", () -> traffic.handled(consumer, events) == events.size());
    until("an empty queue", () -> traffic.ready(consumer.queue) == 0);
    assertThat(traffic.ready(consumer.queue + ".dead")).as("dead letters").isZero();
    assertThat(traffic.doneTwice(consumer, events)).as("done twice").isZero();
  }

  @Test
  void aBrokerRestartedUnderLoadLosesNothingAndRepeatsNothing() throws Exception {
    List<UUID> bookings = traffic.publish(Consumer.BOOKINGS, 200);
    List<UUID> orders = traffic.publish(Consumer.DEMAND, 200);
    stack.kill(Server.RABBITMQ);
    stack.restart(Server.RABBITMQ);
    traffic.reconnect();
    bookings.addAll(traffic.publish(Consumer.BOOKINGS, 100));

    for (Map.Entry<Consumer, List<UUID>> each :
        Map.of(
                Consumer.BOOKINGS, bookings,
                Consumer.DEMAND, orders,
                Consumer.FULFILMENT, orders,
                Consumer.INVOICES, orders)
            .entrySet()) {
      Consumer consumer = each.getKey();
      until(
          consumer + " after the restart",
          () -> traffic.handled(consumer, each.getValue()) == each.getValue().size());
      assertThat(traffic.doneTwice(consumer, each.getValue())).isZero();
      assertThat(traffic.ready(consumer.queue + ".dead")).isZero();
    }
  }

  private static void until(String what, BooleanSupplier isTrue) {
    new Patience(LIMIT, Duration.ofMillis(5))
        .until(what, () -> isTrue.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }
}
