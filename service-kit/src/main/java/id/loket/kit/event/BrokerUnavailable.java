package id.loket.kit.event;

/** The broker did not confirm; what was published is still the publisher's to send. */
public final class BrokerUnavailable extends RuntimeException {
  BrokerUnavailable(Exception cause) {
    super("the message broker did not confirm: " + cause, cause);
  }
}
