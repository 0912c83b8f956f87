package id.loket.kit.event.queue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import id.loket.kit.event.Event;
import id.loket.kit.event.NotYet;
import id.loket.kit.event.PoisonMessage;
import id.loket.kit.event.Transient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/**
 * Consumes one queue. All that is known of its deliveries is known to one thread, {@code work}.
 *
 * <ul>
 *   <li>Handled: acknowledged on the channel that delivered it. Has that channel ended, all it
 *       delivered is dropped, for the broker delivers it again; what is being handled meanwhile
 *       goes on, and the same key's events wait for it.
 *   <li>Must wait (a server is away, or the handler says so): tried again with growing pauses, its
 *       key's later events behind it; other keys go on. Beyond {@code longestHold}, or when half of
 *       what may be held waits, such keys are {@linkplain Parking parked} at the broker.
 *   <li>Cannot be handled: to the dead-letter queue; at once if it says so, else after some tries.
 * </ul>
 */
final class EventConsumer implements ConsumerChannels.Consumer {
  private static final Logger LOG = Logger.getLogger(EventConsumer.class);
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 15_000;
  private static final long CROWDED_HOLD_MILLIS = 5_000;
  private static final long RETURN_PATIENCE_MILLIS = QueueTopology.PARKED_MILLIS + 60_000L;
  private static final int TRIES_OF_WHAT_IS_UNEXPECTED = 4;

  /** Half of the broker's limit: beyond it, the broker would take the event for a killer. */
  private static final int MOST_DELIVERIES = 10;

  /** After a hundred deliveries of which none was settled it is one. */
  private static final int MOST_LIVES = 10;

  private final EventQueue queue;
  private final ConsumerConnection connection;
  private final Parking parking;
  private final long holdMillis;
  private final Consumer<Message<Event>> handler;
  private final List<io.vertx.core.Context> loops = new ArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ScheduledExecutorService work;

  private final Lanes<Delivery> lanes;
  private final ParkedKeys parked = new ParkedKeys(RETURN_PATIENCE_MILLIS);
  private volatile Channel opened;
  private Session session;
  private ScheduledFuture<?> timer;
  private int failuresInARow;
  private int begun;
  private boolean ending;

  EventConsumer(
      EventQueue queue,
      ConsumerConnection connection,
      Duration longestHold,
      MeterRegistry metrics,
      Vertx vertx,
      Consumer<Message<Event>> handler) {
    this.queue = queue;
    this.connection = connection;
    this.holdMillis = longestHold.toMillis();
    this.handler = handler;
    this.lanes = new Lanes<>(queue.keysAtOnce());
    this.parking = new Parking(connection.topology().parked(), queue.name(), metrics);
    this.work =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("loket-events " + queue.name()).daemon().factory());
    for (int n = 0; n < queue.keysAtOnce(); n++) {
      loops.add(((VertxInternal) vertx).createEventLoopContext());
    }
    Gauge.builder("loket.events.waiting", waiting, AtomicInteger::get)
        .description("delivered events that wait to be tried again, and those behind them")
        .tag("queue", queue.name())
        .register(metrics);
  }

  // --- the channel

  /** Whether it has a channel, though it may not have begun on it yet. */
  @Override
  public boolean isOpen() {
    Channel current = opened;
    return current != null && current.isOpen();
  }

  /** Begins anew on a channel; never while {@linkplain #isOpen() another} is open. */
  @Override
  public void open(Channel channel) throws IOException {
    Session next = new Session(channel, "loket-" + UUID.randomUUID());
    later(() -> began(next));
    channel.addShutdownListener(cause -> later(() -> lost(next)));
    try {
      channel.basicQos(queue.prefetch());
      channel.basicConsume(queue.name(), false, next.consumerTag(), deliveries(next));
      opened = channel;
    } catch (IOException | RuntimeException e) {
      next.abort(); // it might consume all the same
      throw e;
    }
  }

  private DefaultConsumer deliveries(Session of) {
    return new DefaultConsumer(of.channel()) {
      @Override
      public void handleDelivery(
          String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        later(() -> arrived(of, envelope.getDeliveryTag(), properties, body));
      }

      @Override
      public void handleCancel(String tag) {
        of.abort(); // the queue was deleted: it is declared anew
      }
    };
  }

  private void began(Session next) {
    session = next;
    lanes.forget();
    parked.forget();
  }

  private void lost(Session which) {
    if (which == session) {
      session = null;
      lanes.forget();
      parked.forget();
      waiting.set(0);
    }
    connection.lost();
  }

  // --- deliveries

  private void arrived(Session from, long tag, AMQP.BasicProperties properties, byte[] body) {
    if (from != session) {
      return;
    }
    Delivery delivery;
    try {
      delivery = Delivery.of(from, tag, properties, body);
    } catch (PoisonMessage poison) {
      refuse(from, tag, String.valueOf(properties.getMessageId()), poison);
      return;
    }
    if (ending) {
      from.handBack(delivery);
    } else if (delivery.deliveries() >= MOST_DELIVERIES && delivery.lives() >= MOST_LIVES) {
      String often = "it was delivered a hundred times, and nobody ever settled it";
      refuse(from, tag, delivery.event().id().toString(), new PoisonMessage(often, null));
    } else if (delivery.deliveries() >= MOST_DELIVERIES) {
      park(List.of(delivery), true);
    } else if (parked.isBehind(delivery.key(), delivery.event().id(), now())) {
      park(List.of(delivery), false);
    } else {
      lanes.add(delivery.key(), delivery);
      proceed();
    }
  }

  private void proceed() {
    if (ending) {
      return;
    }
    for (Delivery next = lanes.next(now()); next != null; next = lanes.next(now())) {
      handler.accept(message(next));
    }
    parkWhatWaitsLong();
    waiting.set(lanes.waiting());
    lookAgainWhenDue();
  }

  private Message<Event> message(Delivery delivery) {
    io.vertx.core.Context loop = loops.get(begun++ % loops.size());
    return Message.of(
        delivery.event(),
        Metadata.of(new LocalContextMetadata(VertxContext.createNewDuplicatedContext(loop))),
        () -> settle(delivery, null),
        failure -> settle(delivery, failure));
  }

  private CompletionStage<Void> settle(Delivery delivery, Throwable failure) {
    later(() -> settled(delivery, failure));
    return CompletableFuture.completedFuture(null);
  }

  private void settled(Delivery delivery, Throwable failure) {
    if (delivery.session() != session) {
      lanes.ended(delivery.key());
    } else if (failure == null) {
      delivery.session().done(delivery);
      lanes.done(delivery.key());
      succeeded();
    } else if (mayPass(delivery, failure)) {
      tryAgainLater(delivery, failure);
    } else {
      refuse(delivery.session(), delivery.tag(), delivery.event().id().toString(), failure);
      lanes.done(delivery.key());
    }
    proceed();
  }

  private static boolean mayPass(Delivery delivery, Throwable failure) {
    return !(failure instanceof PoisonMessage)
        && (failure instanceof NotYet
            || Transient.is(failure)
            || delivery.faults().incrementAndGet() < TRIES_OF_WHAT_IS_UNEXPECTED);
  }

  private void tryAgainLater(Delivery delivery, Throwable failure) {
    int waits = lanes.waitsOf(delivery.key());
    if (waits == 0 && !delivery.wasParked()) {
      LOG.warnf("Event %s waits: %s", delivery.event().id(), failure.toString());
    }
    LOG.debugf(failure, "Event %s waits", delivery.event().id());
    if (!(failure instanceof NotYet)) {
      failuresInARow++;
    }
    long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(waits, 10), LONGEST_PAUSE_MILLIS);
    lanes.waits(delivery.key(), now(), pause);
  }

  /** After nothing has worked, something has: the server is back, and nobody needs to wait on. */
  private void succeeded() {
    if (failuresInARow >= queue.keysAtOnce()) {
      lanes.wake();
    }
    failuresInARow = 0;
  }

  private static void refuse(Session from, long tag, String id, Throwable why) {
    LOG.errorf("Message %s goes to the dead-letter queue: %s", id, why.toString());
    LOG.debug("Why the message cannot be handled", why);
    from.refuse(tag);
  }

  // --- what waits long

  private void parkWhatWaitsLong() {
    boolean crowded = lanes.waiting() > queue.prefetch() / 2;
    long hold = crowded ? Math.min(CROWDED_HOLD_MILLIS, holdMillis) : holdMillis;
    for (Lanes.Left<Delivery> left : lanes.leaveWaiting(now(), hold)) {
      park(left.deliveries(), false);
    }
  }

  private void park(List<Delivery> deliveries, boolean deliveredTooOften) {
    Session of = session;
    deliveries.forEach(each -> parked.parked(each.key(), each.event().id(), now()));
    parking.park(
        of.channel().getConnection(),
        deliveries,
        deliveredTooOften,
        () -> later(() -> deliveries.forEach(of::done)),
        of::abort);
  }

  private void lookAgainWhenDue() {
    if (timer != null) {
      timer.cancel(false);
    }
    long now = now();
    lanes
        .nextDue()
        .ifPresent(
            due ->
                timer =
                    work.schedule(
                        this::proceed, due <= now ? 0 : due - now, TimeUnit.MILLISECONDS));
  }

  // --- the end

  /** Begins nothing more, and gives what was not begun to the other replicas. */
  void end() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    later(
        () -> {
          ending = true;
          Session current = session;
          if (current != null) {
            lanes.leaveIdle().forEach(left -> left.deliveries().forEach(current::handBack));
            current.stopDeliveries();
          }
          ended.complete(null);
        });
    try {
      ended.get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("The broker does not answer: it will know by itself", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says what is still to be said of what was handled. */
  void close() {
    work.shutdown();
    parking.close();
    try {
      if (!work.awaitTermination(1, TimeUnit.SECONDS)) {
        work.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void later(Runnable task) {
    try {
      work.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.debug("Closed: the broker gives it to another replica", closed);
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
