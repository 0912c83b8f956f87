package id.loket.ticket.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Mails about stock. */
@ConfigMapping(prefix = "loket.alert")
public interface AlertConfig {
  /** Where the links in mails lead: this service as people reach it. */
  URI publicUrl();

  /** More items than that in one file, and a subscriber gets one mail that lists them. */
  @WithDefault("5")
  int digestAbove();

  /** How many items a digest lists; it tells how many there are. */
  @WithDefault("50")
  int itemsInDigest();

  /** How long mails that were asked for are kept. */
  @WithDefault("90d")
  Duration alertsKept();

  /** How long a subscription is kept that has ended, or that nobody confirmed. */
  @WithDefault("30d")
  Duration subscriptionsKept();

  /** How many mails to confirm an address are sent in a day. */
  @WithDefault("3")
  int confirmationsPerDay();
}
