package id.loket.client.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How mails are sent. */
@ConfigMapping(prefix = "loket.mail")
public interface MailConfig {
  /** Right-hand side of Message-IDs. */
  String domain();

  /** Time zone of times in mails. */
  java.time.ZoneId zone();

  /** How long one conversation with the SMTP server may take. */
  Duration sendTimeout();

  /** How long a replica may work on a mail before another takes it over. */
  Duration lease();

  /** Wait after the first failed attempt; doubles with every further one. */
  Duration firstRetry();

  /** The longest wait between two attempts. */
  Duration longestRetry();

  /** How long a mail waits for the PDF it has to carry before it is given up. */
  Duration documentPatience();

  /** How long mails that are no longer pending are kept; set by {@code LOKET_MAIL_KEPT}. */
  @WithDefault("400d")
  Duration kept();
}
