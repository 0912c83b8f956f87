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
  private final StoredSecrets secrets;

  EndpointStore(Cassandra cassandra, StoredSecrets secrets) {
    this.cassandra = cassandra;
    this.secrets = secrets;
  }

  /** All stored receivers; one without a URL only says that the configured one is disabled. */
  Uni<List<Stored>> all() {
    return cassandra
        .rows("select * from {keyspace}.webhook_endpoint where realm = ?", REALM)
        .map(rows -> rows.stream().map(this::of).toList());
  }

  Uni<Void> insert(Endpoint endpoint) {
    return cassandra.write(
        "insert into {keyspace}.webhook_endpoint (realm, id, url, event_types, secret, created_at)"
            + " values (?, ?, ?, ?, ?, ?)",
        REALM,
        endpoint.id(),
        endpoint.url().toString(),
        endpoint.eventTypes(),
        secrets.write(endpoint.id(), endpoint.secrets().getFirst()),
        endpoint.createdAt());
  }

  Uni<Void> exchangeSecret(UUID id, WebhookSecret secret, WebhookSecret former, Instant until) {
    return cassandra.write(
        "update {keyspace}.webhook_endpoint set secret = ?, former_secret = ?, former_until = ?"
            + " where realm = ? and id = ?",
        secrets.write(id, secret),
        secrets.write(id, former),
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

  private Stored of(Row row) {
    UUID id = row.getUuid("id");
    String url = row.getString("url");
    List<WebhookSecret> read = new ArrayList<>();
    addSecret(read, id, row.getString("secret"));
    addSecret(read, id, row.getString("former_secret"));
    return new Stored(
        new Endpoint(
            id,
            url == null ? null : URI.create(url),
            row.getSet("event_types", String.class),
            read,
            false,
            row.getInstant("disabled_at"),
            row.getString("disabled_reason"),
            row.getInstant("created_at")),
        row.getInstant("former_until"));
  }

  private void addSecret(List<WebhookSecret> read, UUID id, String text) {
    if (text != null) {
      read.add(secrets.read(id, text));
    }
  }
}
