package id.loket.field;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a phone keeps: an SQLite file. Whatever a method has written when it returns is there after
 * the battery was taken out.
 */
final class DeviceStore implements AutoCloseable {
  private final Connection connection;

  DeviceStore(Path folder) {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("device.sqlite"));
      run("pragma journal_mode = wal");
      run("pragma synchronous = full");
      run("create table if not exists fact (name text primary key, value text not null)");
      run(
          """
          create table if not exists item (sequence integer primary key, id text not null unique,
            batch text not null, kind text not null, json text not null, state text not null)
          """);
      run("create index if not exists item_state on item (state, sequence)");
      run(
          """
          create table if not exists photo (id text primary key, batch text not null,
            sha256 text not null, size integer not null, bytes blob, state text not null)
          """);
      run(
          """
          create table if not exists restored (id text primary key, batch text not null,
            json text not null)
          """);
      run("create table if not exists assignment (id text primary key, json text not null)");
      run("create table if not exists refusal (id text primary key, json text not null)");
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** The file cannot be read or written. */
  static final class Broken extends IllegalStateException {
    Broken(SQLException cause) {
      super(
          "this phone's memory cannot be used, is its folder whole and writable? "
              + cause.getMessage(),
          cause);
    }
  }

  /** How far an item got. */
  enum ItemState {
    /** Not known to be anywhere else. */
    NEW,
    /** Taken by the gateway, to be delivered when collector is back. */
    FORWARDED,
    STORED,
    REFUSED
  }

  /** How far a photo got. */
  enum PhotoState {
    NEW,
    STORED,
    /** Its bytes are gone or not taken; it is declared missing. */
    LOST
  }

  record Item(long sequence, String id, String kind, JsonNode json, ItemState state) {}

  record Photo(String id, String sha256, byte[] bytes) {}

  Optional<String> fact(String name) {
    return rows("select value from fact where name = ?", row -> row.getString(1), name).stream()
        .findFirst();
  }

  void fact(String name, String value) {
    run("insert or replace into fact values (?, ?)", name, value);
  }

  void forget(String name) {
    run("delete from fact where name = ?", name);
  }

  /** Several changes, all or none. */
  void together(Runnable changes) {
    try {
      connection.setAutoCommit(false);
      try {
        changes.run();
        connection.commit();
      } catch (RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  /** Writes a new item, or a better one in the place of one that was refused. */
  void putItem(long sequence, String id, String batch, String kind, JsonNode json) {
    run(
        "insert or replace into item values (?, ?, ?, ?, ?, ?)",
        sequence,
        id,
        batch,
        kind,
        json.toString(),
        ItemState.NEW.name());
  }

  long lastSequence() {
    return rows("select coalesce(max(sequence), 0) from item", row -> row.getLong(1)).getFirst();
  }

  /** Items that are to be sent, oldest first. */
  List<Item> outbox(int most) {
    return items("where state = ? order by sequence limit ?", ItemState.NEW.name(), most);
  }

  /** How many items are to be sent. */
  int waiting() {
    return rows(
            "select count(*) from item where state = ?", row -> row.getInt(1), ItemState.NEW.name())
        .getFirst();
  }

  List<Item> itemsOf(String batch) {
    return items("where batch = ? order by sequence", batch);
  }

  Optional<JsonNode> item(String id) {
    return items("where id = ?", id).stream().map(Item::json).findFirst();
  }

  void state(String itemId, ItemState state) {
    run("update item set state = ? where id = ?", state.name(), itemId);
  }

  /** What counts in a batch: all that was recorded here and not refused, and what was fetched. */
  Map<String, JsonNode> contents(String batch) {
    Map<String, JsonNode> contents = new TreeMap<>();
    rows(
            "select id, json from restored where batch = ?",
            row -> Map.entry(row.getString(1), json(row.getString(2))),
            batch)
        .forEach(each -> contents.put(each.getKey(), each.getValue()));
    for (Item item : itemsOf(batch)) {
      if (item.state() != ItemState.REFUSED) {
        contents.put(item.id(), item.json());
      }
    }
    return contents;
  }

  /** What an agreement on a batch is about: hashes of all that counts in it. */
  Map<String, String> hashes(String batch) {
    Map<String, String> hashes = new TreeMap<>();
    contents(batch).forEach((id, item) -> hashes.put(id, Canonical.hash(item)));
    return hashes;
  }

  /** Keeps what the server has of a batch and was not here. */
  void putRestored(String id, String batch, JsonNode json) {
    run("insert or replace into restored values (?, ?, ?)", id, batch, json.toString());
  }

  /** Forgets everything but these facts. */
  void wipe(Set<String> facts) {
    together(
        () -> {
          for (String table : List.of("item", "photo", "restored", "assignment", "refusal")) {
            run("delete from " + table);
          }
          rows("select name from fact", row -> row.getString(1)).stream()
              .filter(name -> !facts.contains(name))
              .forEach(this::forget);
        });
  }

  void insertPhoto(String id, String batch, byte[] bytes) {
    run(
        "insert into photo values (?, ?, ?, ?, ?, ?)",
        id,
        batch,
        Canonical.sha256(bytes),
        bytes.length,
        bytes,
        PhotoState.NEW.name());
  }

  List<String> photosToSend() {
    return rows(
        "select id from photo where state = ? order by id",
        row -> row.getString(1),
        PhotoState.NEW.name());
  }

  Map<String, String> photosSent(String batch) {
    Map<String, String> sent = new TreeMap<>();
    rows(
            "select id, sha256 from photo where batch = ? and state = ?",
            row -> Map.entry(row.getString(1), row.getString(2)),
            batch,
            PhotoState.STORED.name())
        .forEach(each -> sent.put(each.getKey(), each.getValue()));
    return sent;
  }

  Photo photo(String id) {
    return rows(
            "select id, sha256, bytes from photo where id = ?",
            row -> new Photo(row.getString(1), row.getString(2), row.getBytes(3)),
            id)
        .getFirst();
  }

  /** The bytes of a photo that is stored elsewhere need no room here any more. */
  void state(String photoId, PhotoState state) {
    run("update photo set state = ?, bytes = null where id = ?", state.name(), photoId);
  }

  void putAssignment(String id, JsonNode json) {
    run("insert or replace into assignment values (?, ?)", id, json.toString());
  }

  void removeAssignment(String id) {
    run("delete from assignment where id = ?", id);
  }

  void clearAssignments() {
    run("delete from assignment");
  }

  List<String> assignments() {
    return rows("select id from assignment order by id", row -> row.getString(1));
  }

  Optional<JsonNode> assignment(String id) {
    return rows("select json from assignment where id = ?", row -> json(row.getString(1)), id)
        .stream()
        .findFirst();
  }

  /** Why the server refused an item. */
  void putRefusal(String itemId, JsonNode json) {
    run("insert or replace into refusal values (?, ?)", itemId, json.toString());
  }

  /** What the server refused and nobody has put right, by the item's id. */
  Map<String, JsonNode> refusals() {
    Map<String, JsonNode> refusals = new TreeMap<>();
    rows("select id, json from refusal", row -> Map.entry(row.getString(1), json(row.getString(2))))
        .forEach(each -> refusals.put(each.getKey(), each.getValue()));
    return refusals;
  }

  /** Nobody need look at a refused item any more. */
  void removeRefusal(String itemId) {
    run("delete from refusal where id = ?", itemId);
  }

  /** The place an item has in the row of all. */
  Optional<Long> sequenceOf(String itemId) {
    return rows("select sequence from item where id = ?", row -> row.getLong(1), itemId).stream()
        .findFirst();
  }

  /** All batches there is something of here. */
  List<String> batches() {
    return rows("select batch from item union select batch from restored", row -> row.getString(1));
  }

  /** Visits of a batch that count and were not taken back, by id. */
  Map<String, JsonNode> visits(String batch) {
    Map<String, JsonNode> items = contents(batch);
    Set<String> voided = new HashSet<>();
    items.values().forEach(item -> voided.add(item.at("/void/visitId").asText()));
    Map<String, JsonNode> visits = new TreeMap<>();
    items.forEach(
        (id, item) -> {
          if (item.path("visit").isObject() && !voided.contains(id)) {
            visits.put(id, item.path("visit"));
          }
        });
    return visits;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private List<Item> items(String where, Object... values) {
    return rows(
        "select sequence, id, kind, json, state from item " + where,
        row ->
            new Item(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                json(row.getString(4)),
                ItemState.valueOf(row.getString(5))),
        values);
  }

  static JsonNode json(String text) {
    try {
      return Network.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> rows(String sql, Reader<T> reader, Object... values) {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet result = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(reader.read(result));
      }
      return rows;
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private void run(String sql, Object... values) {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.execute();
    } catch (SQLException e) {
      throw broken(e);
    }
  }

  private PreparedStatement prepared(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private static Broken broken(SQLException e) {
    return new Broken(e);
  }
}
