package id.loket.report.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/** How people are told. */
@ConfigMapping(prefix = "loket.notice")
public interface NoticeConfig {
  /** client-app, which knows how to reach those who signed in. */
  String clientUrl();

  /** Right-hand side of Message-IDs. */
  String mailDomain();

  /** Time zone of times in notices. */
  ZoneId zone();

  /** Takes an SMS: {@code POST {id, to, text}}; empty: SMS are not sent. */
  Optional<String> smsUrl();

  /** Proves to that provider who sends, as a bearer token. */
  Optional<String> smsToken();

  /** Takes a push notice: {@code POST {id, to, title, text, url}}; empty: none are sent. */
  Optional<String> pushUrl();

  /** Proves to that provider who sends, as a bearer token. */
  Optional<String> pushToken();

  /** Private half of the key browsers know this service by (EC P-256, PKCS #8, base64). */
  Optional<String> vapidKey();

  /** Its public half (X.509, base64). */
  Optional<String> vapidPublicKey();

  /** Whom a push service may turn to: a mailto: or https: URL. */
  String vapidContact();

  /**
   * Hosts of the push services browsers come with, {@code *.} in front of a name for all below it.
   */
  Set<String> pushServices();

  /** Lets browsers' push services be anywhere and have private addresses: development only. */
  @WithDefault("false")
  boolean dangerousAllowPrivateAddresses();

  /** How many messages a recipient gets in a day: SMS, and mails of those who did not sign in. */
  @WithDefault("5")
  int perRecipientAndDay();

  /** How many SMS are sent in a day in all. */
  @WithDefault("1000")
  int smsPerDay();

  /** Beginnings of the numbers SMS are sent to. */
  @WithDefault("+62")
  Set<String> smsCountries();

  /** How long a code that confirms a number may be used. */
  @WithDefault("10m")
  Duration codeLifetime();

  /** How long one attempt may take. */
  @WithDefault("15s")
  Duration timeout();

  /** After a crash, another replica sends a notice then that this one had begun to send. */
  @WithDefault("1m")
  Duration lease();

  /** Wait after the first failed attempt; doubles with every further one. */
  @WithDefault("2s")
  Duration firstRetry();

  /** The longest wait between two attempts. */
  @WithDefault("10m")
  Duration longestRetry();

  /** For how long an attempt is made at all. */
  @WithDefault("3d")
  Duration patience();

  /** How often officers are told what has come together for their unit, in one mail. */
  @WithDefault("1m")
  String unitDigestEvery();

  /** How long it is kept what was sent or given up. */
  @WithDefault("180d")
  Duration kept();

  /** How many browsers of a person are told. */
  @WithDefault("10")
  int mostBrowsers();
}
