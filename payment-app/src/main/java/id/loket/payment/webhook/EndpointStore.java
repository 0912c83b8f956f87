package id.loket.payment.webhook;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.payment.cassandra.Cassandra;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Receivers in Cassandra. Of the configured one only whether it is disabled is kept here. */
@Singleton
class EndpointStore {
  private static final String REALM = "all";

  private final Cassandra cassandra;

  EndpointStore(Cassandra cassandra) {
    this.cassandra = cassandra;
  }

  /** All stored receivers; one without a URL only says that the configured one is disabled. */
  Uni<List<Stored>> all() {
    return cassandra
        .rows("select * from {keyspace}.webhook_endpoint where realm = ?", REALM)
        .map(rows -> rows.stream().map(EndpointStore::of).toList());
  }

  Uni<Void> insert(Endpoint endpoint) {
    return cassandra.write(
        "insert into {keyspace}.webhook_endpoint (realm, id, url, event_types, secret, created_at)"
            + " values (?, ?, ?, ?, ?, ?)",
        REALM,
        endpoint.id(),
        endpoint.url().toString(),
        endpoint.eventTypes(),
        endpoint.secrets().getFirst().text(),
        endpoint.createdAt());
  }

  Uni<Void> exchangeSecret(UUID id, WebhookSecret secret, WebhookSecret former, Instant until) {
    return cassandra.write(
        "update {keyspace}.webhook_endpoint set secret = ?, former_secret = ?, former_until = ?"
            + " where realm = ? and id = ?",
        secret.text(),
        former.text(),
        until,
        REALM,
        id);
  }

  Uni<Void> disable(UUID id, Instant at, String reason) {
    return cassandra.write(
        "update {keyspace}.webhook_endpoint set disabled_at = ?, disabled_reason = ?"
            + " where realm = ? and id = ?",
        at,
        reason,
        REALM,
        id);
  }

  Uni<Void> enable(UUID id) {
    return disable(id, null, null);
  }

  Uni<Void> delete(UUID id) {
    return cassandra.write(
        "delete from {keyspace}.webhook_endpoint where realm = ? and id = ?", REALM, id);
  }

  /** A row: an endpoint whose URL may be missing. */
  record Stored(Endpoint endpoint, Instant formerUntil) {}

  private static Stored of(Row row) {
    String url = row.getString("url");
    List<WebhookSecret> secrets = new ArrayList<>();
    addSecret(secrets, row.getString("secret"));
    addSecret(secrets, row.getString("former_secret"));
    return new Stored(
        new Endpoint(
            row.getUuid("id"),
            url == null ? null : URI.create(url),
            row.getSet("event_types", String.class),
            secrets,
            false,
            row.getInstant("disabled_at"),
            row.getString("disabled_reason"),
            row.getInstant("created_at")),
        row.getInstant("former_until"));
  }

  private static void addSecret(List<WebhookSecret> secrets, String text) {
    if (text != null) {
      secrets.add(WebhookSecret.parse(text));
    }
  }
}
