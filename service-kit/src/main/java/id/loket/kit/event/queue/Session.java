package id.loket.kit.event.queue;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import org.jboss.logging.Logger;

/**
 * One channel of one consumer, from its opening to its end. Word about a delivery that comes after
 * the end is dropped: the broker has given the event to somebody else by then.
 */
record Session(Channel channel, String consumerTag) {
  private static final Logger LOG = Logger.getLogger(Session.class);

  private interface Word {
    void say(Channel channel) throws IOException;
  }

  /** It was handled: the broker forgets it. */
  void done(Delivery delivery) {
    say(open -> open.basicAck(delivery.tag(), false));
  }

  /** It can never be handled: to the dead-letter queue. */
  void refuse(long tag) {
    say(open -> open.basicNack(tag, false, false));
  }

  /** It was not begun: to another consumer, at once. */
  void handBack(Delivery delivery) {
    say(open -> open.basicNack(delivery.tag(), false, true));
  }

  /** Nothing more is to be delivered. */
  void stopDeliveries() {
    say(open -> open.basicCancel(consumerTag));
  }

  /** Everything that was not settled goes back to the queue, in its order. */
  void abort() {
    try {
      channel.abort();
    } catch (IOException | RuntimeException e) {
      LOG.debug("The channel was closed already", e);
    }
  }

  private void say(Word word) {
    if (!channel.isOpen()) {
      return;
    }
    try {
      word.say(channel);
    } catch (IOException | AlreadyClosedException e) {
      LOG.debug("What was settled comes again", e);
    }
  }
}
