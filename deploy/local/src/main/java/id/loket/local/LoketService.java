package id.loket.local;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Loket's own services, and whom each of them lets in. */
public enum LoketService {
  CLIENT_APP("client-app", Port.CLIENT_APP, Port.CLIENT_APP_PRIVATE, "client"),
  TICKET_APP("ticket-app", Port.TICKET_APP, Port.TICKET_APP_PRIVATE, "ticket"),
  PAYMENT_APP("payment-app", Port.PAYMENT_APP, Port.PAYMENT_APP_PRIVATE, null),
  REPORT_APP("report-app", Port.REPORT_APP, Port.REPORT_APP_PRIVATE, "report"),
  GATEWAY("gateway", Port.GATEWAY, Port.GATEWAY_PRIVATE, null),
  COLLECTOR("collector", Port.COLLECTOR, Port.COLLECTOR_PRIVATE, null),
  DATABASE("database", Port.DATABASE, Port.DATABASE_PRIVATE, "staging"),
  MEDIA("media", Port.MEDIA, Port.MEDIA_PRIVATE, null),
  APK_OTA("apk-ota", Port.APK_OTA, Port.APK_OTA_PRIVATE, null);

  private static final String STAGING_FOLDER = "staging-gateway/";
  private static final Set<LoketService> COUNTER =
      Collections.unmodifiableSet(EnumSet.range(CLIENT_APP, REPORT_APP));
  private static final Set<LoketService> STAGING =
      Collections.unmodifiableSet(EnumSet.range(GATEWAY, APK_OTA));

  private final String title;
  private final Port port;
  private final Port privatePort;
  private final String database;

  LoketService(String title, Port port, Port privatePort, String database) {
    this.title = title;
    this.port = port;
    this.privatePort = privatePort;
    this.database = database;
  }

  /** The city's counter: bookings, payments, reports. */
  public static Set<LoketService> counter() {
    return COUNTER;
  }

  /** The staging machine of the field collectors. */
  public static Set<LoketService> staging() {
    return STAGING;
  }

  /** The service of this name. */
  public static LoketService named(String name) {
    for (LoketService service : values()) {
      if (service.title.equals(name)) {
        return service;
      }
    }
    throw new StackException("There is no service " + name + ": one of " + names() + ".");
  }

  /** The names of all of them. */
  public static String names() {
    return Arrays.stream(values()).map(LoketService::title).collect(Collectors.joining(", "));
  }

  /** Its name. */
  public String title() {
    return title;
  }

  /** Its folder in the checkout. */
  public String folder() {
    return STAGING.contains(this) ? STAGING_FOLDER + title : title;
  }

  /** Where its clients reach it. */
  public Port port() {
    return port;
  }

  /** Where it tells its metrics and describes its API: its management port. */
  public Port privatePort() {
    return privatePort;
  }

  /** Where it tells its health: where it serves, unless that is public. */
  public Port healthPort() {
    return isPublic() ? privatePort : port;
  }

  /** Whether phones and browsers of other machines are to reach it. */
  public boolean isPublic() {
    return this == GATEWAY || this == APK_OTA;
  }

  /** How its clients speak to it. */
  public String scheme() {
    return this == GATEWAY ? "https" : "http";
  }

  /** The name of its PostgreSQL database and of the role that owns it, if it has one. */
  public Optional<String> database() {
    return Optional.ofNullable(database);
  }

  /** Whether its schema is migrated before it serves. */
  public boolean hasSchema() {
    return database != null || this == PAYMENT_APP;
  }

  /** Whether it has a login at the message broker. */
  public boolean usesBroker() {
    return hasEvents() || this == GATEWAY;
  }

  /** Whether it publishes and hears events, rather than keeping queues of its own only. */
  public boolean hasEvents() {
    return COUNTER.contains(this);
  }

  /** Whether it calls other services, and so has a key to sign its tokens with. */
  public boolean callsOthers() {
    return this != APK_OTA;
  }

  /** The services whose tokens it accepts. */
  public Set<LoketService> trusts() {
    return switch (this) {
      // collector says for whom it asks when it signs somebody in; database asks who is deleted.
      case CLIENT_APP -> Set.of(TICKET_APP, REPORT_APP, COLLECTOR, DATABASE);
      case TICKET_APP -> Set.of(CLIENT_APP, PAYMENT_APP);
      case PAYMENT_APP -> Set.of(CLIENT_APP, TICKET_APP);
      case REPORT_APP -> Set.of(CLIENT_APP);
      // Whoever trusts collector can check the tokens it gives to devices, collector itself too.
      case GATEWAY -> Set.of(COLLECTOR);
      // media asks which devices were revoked.
      case COLLECTOR -> Set.of(GATEWAY, COLLECTOR, MEDIA);
      // client-app asks what is kept of a user.
      case DATABASE -> Set.of(COLLECTOR, CLIENT_APP);
      case MEDIA, APK_OTA -> Set.of(COLLECTOR);
    };
  }
}
