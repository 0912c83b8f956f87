package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * What Loket keeps of somebody: they get all of it, and once they are gone it is in no store but
 * where law keeps it, and there under an id that leads to nobody.
 */
class PersonIT {
  private static final String NAME = "Terlupa";
  private static final List<LoketService> WITH_POSTGRES =
      List.of(LoketService.CLIENT_APP, LoketService.TICKET_APP, LoketService.REPORT_APP);

  private final Town town = Town.get();

  @Test
  void whoAsksGetsAllAndWhoLeavesIsInNoStore() throws Exception {
    town.staging();
    Visitor siti = town.citizen("Siti " + NAME);
    Visitor admin = Visitor.sample(town.addresses(), "admin");
    Venue venue = town.venue("Malam Puisi", 1);
    String booking = confirmed(siti, venue);
    assertThat(new Paper(admin.pdf(booking)).text()).contains(NAME);

    Map<String, JsonNode> kept = export(siti);
    assertThat(kept.get("client-app.json").at("/account/email").asText()).isEqualTo(siti.email());
    assertThat(kept.get("ticket-app.json").at("/bookings/0/holderName").asText())
        .isEqualTo("Siti " + NAME);
    assertThat(kept.get("payment-app.json").at("/invoices/0/status").asText()).isEqualTo("PAID");
    assertThat(kept).containsKeys("report-app.json", "database.json");

    siti.web().delete(town.addresses().client() + "/users/" + siti.id()).require(204);

    Patience.of(LIMIT)
        .until(
            "nobody to know " + NAME, () -> Optional.of(found(siti.email())).filter(List::isEmpty));
    Patience.of(LIMIT)
        .until(
            "the ticket to be drawn again",
            () ->
                Optional.of(new Paper(admin.pdf(booking)).text())
                    .filter(text -> !text.contains(NAME)));
    PersonSearch search = new PersonSearch(town.stack(), List.of(NAME, siti.email()));
    assertThat(search.inRedis()).isEmpty();
    assertThat(search.inBuckets()).isEmpty();
    assertThat(search.inQueues()).isEmpty();
    assertThat(admin.read(booking).status()).isIn(200, 404);
  }

  private String confirmed(Visitor who, Venue venue) {
    JsonNode booked = who.book(venue.eventId(), venue.seat()).require(201).json();
    who.pay(booked.path("invoiceNumber").asText(), true).require(202);
    String id = booked.path("id").asText();
    who.awaitInHistory(id, LIMIT, "CONFIRMED");
    return id;
  }

  private Map<String, JsonNode> export(Visitor who) throws IOException {
    byte[] zip =
        who.web()
            .get(town.addresses().client() + "/users/" + who.id() + "/export")
            .require(200)
            .body();
    Map<String, JsonNode> files = new HashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), new ObjectMapper().readTree(in.readAllBytes()));
      }
    }
    return files;
  }

  /** Every table, index and row somebody of that name or address is still in. */
  private List<String> found(String email) {
    List<String> found = new ArrayList<>();
    try {
      for (LoketService service : WITH_POSTGRES) {
        inPostgres(service, email, found);
      }
      inPostgres(LoketService.DATABASE, email, found);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    inCassandra(email, found);
    for (String text : List.of(NAME, "%22" + email.replace("@", "%40") + "%22")) {
      JsonNode hits =
          Web.anonymous()
              .get(town.stack().endpoints().of(Server.OPENSEARCH).url() + "/_search?q=" + text)
              .require(200)
              .json();
      if (hits.at("/hits/total/value").asLong() > 0) {
        found.add("opensearch");
      }
    }
    return found;
  }

  private void inPostgres(LoketService service, String email, List<String> found)
      throws SQLException {
    Map<String, String> environment = town.stack().environment(service);
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + environment.get("LOKET_DB_URL"),
                environment.get("LOKET_DB_USER"),
                environment.get("LOKET_DB_PASSWORD"));
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "select format('%I.%I', schemaname, tablename) from pg_tables"
                  + " where schemaname not in ('pg_catalog', 'information_schema')")) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet rows =
            statement.executeQuery(
                "select count(*) from %s t where t::text ilike '%%%s%%' or t::text ilike '%%%s%%'"
                    .formatted(table, NAME, email))) {
          rows.next();
          if (rows.getLong(1) > 0) {
            found.add(service.title() + "." + table);
          }
        }
      }
    }
  }

  private void inCassandra(String email, List<String> found) {
    Map<String, String> environment = town.stack().environment(LoketService.PAYMENT_APP);
    String[] address = environment.get("LOKET_CASSANDRA_CONTACT_POINTS").split(":");
    try (CqlSession session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
            .withLocalDatacenter(environment.get("LOKET_CASSANDRA_DATACENTER"))
            .withKeyspace(environment.get("LOKET_CASSANDRA_KEYSPACE"))
            .build()) {
      session
          .getMetadata()
          .getKeyspace(session.getKeyspace().orElseThrow())
          .orElseThrow()
          .getTables()
          .keySet()
          .forEach(
              table ->
                  session
                      .execute("select json * from " + table.asCql(true))
                      .forEach(
                          row -> {
                            String text = row.getString(0);
                            if (text.contains(NAME) || text.contains(email)) {
                              found.add("cassandra." + table);
                            }
                          }));
    }
  }
}
