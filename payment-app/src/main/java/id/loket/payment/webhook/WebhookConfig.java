package id.loket.payment.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How webhooks are delivered. */
@ConfigMapping(prefix = "loket.webhook")
public interface WebhookConfig {
  /** The first receiver, ticket-app; set by {@code WEBHOOK_URL}. */
  Optional<URI> url();

  /**
   * What the first receiver's webhooks are signed with, {@code whsec_<base64>}; set by {@code
   * WEBHOOK_SECRET}. Two separated by a comma sign both while they are exchanged, the new one
   * first.
   */
  Optional<String> secret();

  /**
   * AES-256 key (32 bytes in base64) that encrypts the secrets of further receivers in Cassandra; a
   * former one after a comma. Without it they lie there as they are.
   */
  Optional<String> secretsKey();

  /** What the first receiver hears of. */
  @WithDefault("invoice.paid,invoice.failed,invoice.refunded")
  Set<String> eventTypes();

  /** Waits before each attempt (Standard Webhooks); after the last the delivery is dead. */
  @WithDefault("0s,5s,5m,30m,2h,5h,10h,14h,20h,24h")
  List<Duration> schedule();

  /** Share by which a wait may be longer at random. */
  @WithDefault("0.2")
  double jitter();

  /** No wait of the schedule is longer. */
  @WithDefault("24h")
  Duration longestWait();

  /**
   * What a receiver asks for with Retry-After is honoured up to this: one answer of one of its
   * servers does not cut it off for a day.
   */
  @WithDefault("15m")
  Duration longestPause();

  /** How long a receiver has to answer. */
  @WithDefault("15s")
  Duration attemptTimeout();

  /** How long a delivery is taken for under way; after a crash it is taken up again then. */
  @WithDefault("30s")
  Duration lease();

  /** How many deliveries to one receiver one replica has under way at a time. */
  @WithDefault("8")
  int perReceiver();

  /** How long a receiver is left alone that answers 429, 502, 503 or 504 without Retry-After. */
  @WithDefault("5s")
  Duration slowDown();

  /** How often the queue is looked at for deliveries that are due. */
  @WithDefault("1s")
  Duration pollEvery();

  /** How often deliveries that are overdue are looked for, because they may not be queued. */
  @WithDefault("10s")
  Duration sweepEvery();

  /** How long after that one that is still owed is looked at again. */
  @WithDefault("5m")
  Duration lookAgainAfter();

  /** How often dead deliveries are counted for the metric. */
  @WithDefault("1m")
  Duration countDeadEvery();

  /** How long the old secret of an endpoint still signs after it was exchanged. */
  @WithDefault("24h")
  Duration formerSecretFor();

  /** The only hosts an admin may set as receivers; every public one when empty. */
  Optional<Set<String>> allowedHosts();

  /**
   * Whether receivers set by admins may be at loopback, private and other special addresses. For
   * development on one machine only: elsewhere it lets admins reach inside the network.
   */
  @WithDefault("false")
  boolean dangerousAllowPrivateAddresses();
}
