package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.loket.ticket.testing.Counter;
import id.loket.ticket.testing.Database;
import id.loket.ticket.testing.TicketAppTest;
import id.loket.ticket.testing.Warehouse;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of files on their way into the object store. */
@TicketAppTest
class UploadTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String HEADER = "store,item,count\n";

  private final Counter counter = new Counter();
  private final Warehouse warehouse = new Warehouse(counter);
  private final Database database = new Database();
  private final String store = Warehouse.store();

  @Test
  void anUploadWhoseEndWasNotNotedIsNeverLoadedAsSomethingElse() throws Exception {
    warehouse.stock(store, Map.of("Kaus", 100));
    String name = "stok-" + UUID.randomUUID() + ".csv";
    byte[] content = (HEADER + store + ",Kaus,5\n").getBytes(StandardCharsets.UTF_8);
    String answer;
    try (Upload upload = new Upload(name, "?mode=delta&dryRun=true", content.length)) {
      upload.write(Arrays.copyOf(content, 10));
      await().atMost(PATIENCE).until(() -> imports(name) == 1);
      try (var held =
          database.hold("select 1 from inventory_import where name = $1 for update", name)) {
        upload.write(Arrays.copyOfRange(content, 10, content.length));
        // The object is stored; that it was cannot be noted any more.
        await()
            .atMost(PATIENCE)
            .until(() -> database.waitingForALock("%set status = 'RECEIVED'%") == 1);
        database.query(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
              and query like '%set status = ''RECEIVED''%'
            """);
      }
      answer = upload.answer();
    }
    assertThat(answer).startsWith("HTTP/1.1 5");
    // Should that it failed not be noted either, its time runs out.
    database.query(
        "update inventory_import set work_until = now() where name = $1 and status = 'RECEIVING'",
        name);
    await().atMost(PATIENCE).until(() -> status(name).equals("FAILED"));
    awaitSweep();
    awaitSweep();

    assertThat(imports(name)).isEqualTo(1);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(100);
  }

  @Test
  void twoFilesOfOneNameAreTwoFiles() {
    warehouse.stock(store, Map.of("Kaus", 1));
    String name = "stok-" + UUID.randomUUID() + ".csv";
    String blocking;
    String first;
    String second;
    try (var another = database.hold("select pg_advisory_xact_lock($1)", StockLoadStore.LOADING)) {
      blocking = warehouse.send(name, "", HEADER + store + ",Topi,1\n").path("id");
      await()
          .atMost(PATIENCE)
          .until(() -> warehouse.look(blocking).getString("status").equals("LOADING"));
      first = warehouse.send(name, "?mode=delta", HEADER + store + ",Kaus,10\n").path("id");
      second = warehouse.send(name, "?mode=delta", HEADER + store + ",Kaus,5\n").path("id");
    }
    JsonPath one = warehouse.ended(first);
    JsonPath other = warehouse.ended(second);

    assertThat(one.getString("status")).isEqualTo("DONE");
    assertThat(other.getString("status")).isEqualTo("DONE");
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(16);
  }

  @Test
  void whatIsTakenInLeavesThePlaceThatIsWatched() {
    String name = "titip-" + UUID.randomUUID() + ".csv";
    warehouse.drop(name, HEADER + store + ",Kaus,4\n");
    await().atMost(PATIENCE).until(() -> Objects.equals(warehouse.count(store, "Kaus"), 4L));
    awaitSweep();
    assertThat(warehouse.watched()).doesNotContain("inventory/" + name);

    // The same name with other content, and then with the first again, is another file each time.
    warehouse.drop(name, HEADER + store + ",Kaus,7\n");
    await().atMost(PATIENCE).until(() -> Objects.equals(warehouse.count(store, "Kaus"), 7L));
    awaitSweep();
    assertThat(imports(name)).isEqualTo(2);
    assertThat(
            database.count(
                "select count(*) from inventory_import where name = $1 and object_key like"
                    + " 'stock-files/%'",
                name))
        .isEqualTo(2);
  }

  @Test
  void aFileLoadedWhereItLayInFormerTimesIsMovedAndNotLoadedAgain() {
    warehouse.stock(store, Map.of("Kaus", 100));
    String name = "lama-" + UUID.randomUUID() + ".csv";
    byte[] content = (HEADER + store + ",Kaus,5\n").getBytes(StandardCharsets.UTF_8);
    UUID id = UUID.randomUUID();
    // A dry run of a former version, which stored what was sent where dropped files lie.
    database.query(
        """
        insert into inventory_import (id, name, object_key, object_tag, mode, dry_run, status,
          created_by, cleared_at)
        values ($1, $2, $3, $4, 'DELTA', true, 'DONE', 'test', now())
        """,
        id,
        name,
        "inventory/" + name,
        '"' + md5(content) + '"');
    warehouse.drop(name, new String(content, StandardCharsets.UTF_8));
    awaitSweep();
    awaitSweep();

    assertThat(imports(name)).isEqualTo(1);
    assertThat(warehouse.count(store, "Kaus")).isEqualTo(100);
    assertThat(warehouse.watched()).doesNotContain("inventory/" + name);
    assertThat(warehouse.object("stock-files/" + id + "/" + name))
        .isEqualTo(new String(content, StandardCharsets.UTF_8));
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the bucket was looked through once more, from its beginning to its end. */
  private void awaitSweep() {
    String last = "zzz-" + UUID.randomUUID();
    warehouse.drop("zzz-" + last + ".csv", HEADER + store + "," + last + ",1\n");
    await().atMost(PATIENCE).until(() -> warehouse.count(store, last) != null);
  }

  private long imports(String name) {
    return database.count("select count(*) from inventory_import where name = $1", name);
  }

  private String status(String name) {
    return database
        .query("select status from inventory_import where name = $1", name)
        .getFirst()
        .getString(0);
  }

  /** A file that is sent piece by piece. */
  private final class Upload implements AutoCloseable {
    private final Socket socket = new Socket("127.0.0.1", RestAssured.port);

    Upload(String name, String query, long size) throws IOException {
      String head =
          """
          PUT /inventory/files/%s%s HTTP/1.1
          Host: 127.0.0.1
          Authorization: %s
          Content-Type: text/csv
          Content-Length: %d
          Connection: close

          """
              .formatted(name, query, warehouse.authorization(), size);
      write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    void write(byte[] content) throws IOException {
      socket.getOutputStream().write(content);
      socket.getOutputStream().flush();
    }

    String answer() throws IOException {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
