package id.loket.client.export;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.client.limit.AttemptLimits;
import id.loket.client.user.Users;
import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.AuditTrail;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * All that is kept of a user in any service, as a zip of JSON (UU PDP art. 7 and 13, GDPR art. 15
 * and 20): whole, or not at all while a service is away.
 */
@Singleton
public class Exports {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Users users;
  private final ExportStore store;
  private final KeepersClient keepers;
  private final ExportConfig config;
  private final AttemptLimits limits;
  private final TolerantJson json;
  private final AuditTrail audit;
  private final Pool pool;

  Exports(
      Users users,
      ExportStore store,
      KeepersClient keepers,
      ExportConfig config,
      AttemptLimits limits,
      TolerantJson json,
      AuditTrail audit,
      Pool pool) {
    this.users = users;
    this.store = store;
    this.keepers = keepers;
    this.config = config;
    this.limits = limits;
    this.json = json;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * The zip.
   *
   * @param by the administrator who reads what is somebody else's, which is recorded before (I12)
   * @return fails with {@code user-not-found} (404), {@code too-many-attempts} (429) or {@code
   *     unavailable} (503)
   */
  public Uni<byte[]> of(UUID userId, Optional<Actor> by) {
    Map<String, String> files = new LinkedHashMap<>();
    return users
        .read(userId)
        .chain(() -> limits.take("export:" + userId, config.perHour(), HOUR))
        .chain(() -> audit.record(pool, Act.of("user.exported", "user", userId), by))
        .chain(() -> store.of(userId))
        .invoke(data -> files.put("client-app.json", data))
        .chain(() -> keepers.of(userId, "ticket-app", config.ticketUrl()))
        .invoke(data -> files.put("ticket-app.json", data))
        .chain(this::invoices)
        .invoke(data -> files.put("payment-app.json", data))
        .chain(() -> keepers.of(userId, "report-app", config.reportUrl()))
        .invoke(data -> files.put("report-app.json", data))
        .chain(() -> ofStaging(userId))
        .invoke(found -> found.ifPresent(data -> files.put("database.json", data)))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(all -> zip(files));
  }

  /** payment-app knows no users, only invoices: those of the user's bookings and orders. */
  private Uni<String> invoices(String ofTicketApp) {
    Set<String> numbers = new TreeSet<>();
    JsonNode data = json.read(ofTicketApp, JsonNode.class);
    for (String list : List.of("bookings", "orders")) {
      data.path(list).findValuesAsText("invoiceNumber").forEach(numbers::add);
    }
    numbers.remove("null");
    return Multi.createFrom()
        .iterable(numbers)
        .onItem()
        .transformToUniAndConcatenate(keepers::invoice)
        .filter(Optional::isPresent)
        .map(Optional::get)
        .collect()
        .asList()
        .map(invoices -> "{\"invoices\":[" + String.join(",", invoices) + "]}");
  }

  private Uni<Optional<String>> ofStaging(UUID userId) {
    return config
        .databaseUrl()
        .filter(url -> !url.isBlank())
        .map(url -> keepers.of(userId, "database", url).map(Optional::of))
        .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
  }

  private static byte[] zip(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
