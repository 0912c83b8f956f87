package id.loket.kit.postgres;

/** A channel of the service's database that a feature hears what is notified on. */
public interface Heard {
  /** The channel's name. */
  String channel();

  /** Something was notified, by this replica or another; called on an event loop. */
  void heard(String payload);

  /** It is heard from now on: what was notified before may have been missed. */
  default void heardAgain() {}
}
