package id.loket.gateway.push;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import id.loket.kit.event.queue.ConsumerChannels;
import id.loket.kit.event.queue.Lanes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * One partition of the kept pushes, as this replica hands it on: of one device one after the other,
 * of different devices several at once. Everything in here happens on one thread, {@code work}.
 */
final class PushPartition implements ConsumerChannels.Consumer {
  private static final Logger LOG = Logger.getLogger(PushPartition.class);
  private static final int AT_HAND = 100;
  private static final int DEVICES_AT_ONCE = 8;

  // RabbitMQ takes a message back, and closes the channel, after half an hour without a word.
  private static final long LONGEST_HELD_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final String queue;
  private final ScheduledExecutorService work;
  private final PushDelivery delivery;
  private final Lanes<Delivered> lanes = new Lanes<>(DEVICES_AT_ONCE);
  private final Map<Long, Long> heldSince = new LinkedHashMap<>();
  private Channel channel;
  private boolean givenNothing;

  PushPartition(String queue, ScheduledExecutorService work, PushDelivery delivery) {
    this.queue = queue;
    this.work = work;
    this.delivery = delivery;
  }

  /** A push the broker has handed over and wants to hear about. */
  record Delivered(KeptPush push, Channel channel, long tag) {}

  @Override
  public boolean isOpen() {
    return channel != null && channel.isOpen();
  }

  /**
   * Takes what the broker delivers on this channel. What an earlier one delivered it delivers
   * again; what is on its way to collector meanwhile goes on, and its device's pushes wait for it.
   */
  @Override
  public void open(Channel opened) throws IOException {
    opened.basicQos(AT_HAND);
    try {
      opened.basicConsume(queue, false, consumer(opened));
    } catch (IOException | ShutdownSignalException e) {
      opened.abort(); // a consumer that may or may not be one would hold the queue
      throw e;
    }
    // What came meanwhile waits for this thread.
    channel = opened;
    lanes.forget();
    heldSince.clear();
    opened.addShutdownListener(cause -> delivery.lost());
  }

  private DefaultConsumer consumer(Channel opened) {
    return new DefaultConsumer(opened) {
      @Override
      public void handleDelivery(
          String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
          throws IOException {
        long number = envelope.getDeliveryTag();
        KeptPush push;
        try {
          push = KeptPush.of(properties, body);
        } catch (RuntimeException e) {
          LOG.errorf("A message of %s is no push: it goes to the dead queue", queue);
          opened.basicNack(number, false, false);
          return;
        }
        try {
          work.execute(() -> arrived(new Delivered(push, opened, number)));
        } catch (RejectedExecutionException closed) {
          LOG.debug("The gateway ends: another replica gets it", closed);
        }
      }
    };
  }

  private void arrived(Delivered delivered) {
    if (delivered.channel() == channel) {
      heldSince.put(delivered.tag(), now());
      lanes.add(delivered.push().device(), delivered);
      run();
    }
  }

  /** Begins what may begin, and comes back when the next one may. */
  void run() {
    if (delivery.isEnding()) {
      return;
    }
    if (!heldSince.isEmpty()
        && now() - heldSince.values().iterator().next() > LONGEST_HELD_MILLIS) {
      end(); // all come again, in their order, and their time begins anew
      return;
    }
    for (Delivered next = lanes.next(now()); next != null; next = lanes.next(now())) {
      Delivered begun = next;
      delivery.handOn(begun.push(), outcome -> work.execute(() -> ended(begun, outcome)));
    }
    lanes
        .nextDue()
        .ifPresent(
            due -> work.schedule(this::run, Math.max(1, due - now()), TimeUnit.MILLISECONDS));
  }

  private void ended(Delivered delivered, PushDelivery.Outcome outcome) {
    String device = delivered.push().device();
    if (delivered.channel() != channel) {
      lanes.ended(device);
    } else if (outcome == PushDelivery.Outcome.SETTLED) {
      heldSince.remove(delivered.tag());
      settle(delivered);
      lanes.done(device);
    } else {
      lanes.waits(device, now(), delivery.pauseAfter(lanes.waitsOf(device)));
    }
    run();
  }

  private void settle(Delivered delivered) {
    try {
      delivered.channel().basicAck(delivered.tag(), false);
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("A push that was settled comes again", e);
    }
  }

  /**
   * A RabbitMQ that is just starting can take a consumer for one that is gone with the process
   * before, and then deliver nothing: one that is given nothing though there is something begins
   * anew. Where another replica is the active one, that changes nothing.
   */
  void look() {
    try {
      boolean nothing = isOpen() && heldSince.isEmpty() && channel.messageCount(queue) > 0;
      if (nothing && givenNothing) {
        end();
      }
      givenNothing = nothing;
    } catch (IOException | ShutdownSignalException e) {
      LOG.debug("It is opened anew", e);
    }
  }

  void end() {
    if (channel != null) {
      try {
        channel.abort();
      } catch (IOException e) {
        LOG.debug("The channel was closed already", e);
      }
    }
  }

  private static long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
