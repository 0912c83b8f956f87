package id.loket.e2e;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Server;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Publishes what consumers hear, and looks in their stores for what they made of it. */
final class EventTraffic implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PHOTOS = 12;
  private static final int PHOTOS_OF_A_REPORT = 3;

  private final LocalStack stack;
  private final Addresses addresses;
  private final Visitor citizen;
  private final String category;
  private final Map<String, Connection> databases = new HashMap<>();
  private com.rabbitmq.client.Connection broker;
  private Channel channel;
  private CqlSession cassandra;

  EventTraffic(LocalStack stack, LoketServices services) throws Exception {
    this.stack = stack;
    addresses = Addresses.of(stack);
    citizen = Visitor.sample(addresses, "citizen");
    category = "lamp-" + UUID.randomUUID().toString().substring(0, 8);
    Visitor.sample(addresses, "admin")
        .web()
        .post(
            addresses.report() + "/categories",
            Web.object(
                "code",
                category,
                "name",
                Web.object("id", "Lampu jalan", "en", "Street lamp"),
                "unit",
                "dinas-pu",
                "slaHours",
                24))
        .require(201);
    Endpoint postgres = stack.endpoint(Server.POSTGRES);
    for (String name : List.of("client", "ticket", "report")) {
      databases.put(
          name,
          DriverManager.getConnection(
              "jdbc:postgresql://" + postgres.hostAndPort() + "/" + name,
              postgres.user(),
              postgres.password()));
    }
    reconnect();
  }

  /** A new connection to a broker that was restarted. */
  void reconnect() throws Exception {
    Endpoint rabbit = stack.endpoint(Server.RABBITMQ);
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(rabbit.host());
    factory.setPort(rabbit.port());
    factory.setUsername(rabbit.user());
    factory.setPassword(rabbit.password());
    broker = factory.newConnection("test");
    channel = broker.createChannel();
    channel.confirmSelect();
  }

  /**
   * Has events come to a consumer.
   *
   * @return what they are about; also their ids
   */
  List<UUID> publish(Consumer consumer, int count) throws Exception {
    return switch (consumer) {
      case MAIL -> mails(count);
      case UPLOADS, ARRIVALS -> photos();
      case OBJECTS -> notified(photos());
      default -> {
        List<UUID> subjects = new ArrayList<>();
        for (int n = 0; n < count; n++) {
          UUID subject = Consumer.id();
          publish(consumer.type, subject, consumer.data(subject));
          subjects.add(subject);
        }
        channel.waitForConfirmsOrDie(LIMIT.toMillis());
        yield subjects;
      }
    };
  }

  private void publish(String type, UUID subject, ObjectNode data) throws IOException {
    Map<String, Object> headers = new HashMap<>();
    headers.put("cloudEvents:id", subject.toString());
    headers.put("cloudEvents:type", type);
    headers.put("cloudEvents:subject", subject.toString());
    headers.put("cloudEvents:time", Instant.now().toString());
    publish(type, data.toString(), headers);
  }

  private void publish(String type, String body, Map<String, Object> headers) throws IOException {
    AMQP.BasicProperties properties =
        new AMQP.BasicProperties.Builder()
            .contentType("application/json")
            .deliveryMode(2)
            .headers(headers)
            .build();
    channel.basicPublish("loket.events", type, properties, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Bookings of somebody who has an address: each asks for one mail, and client-app says so. */
  private List<UUID> mails(int count) throws Exception {
    List<UUID> bookings = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      UUID booking = Consumer.id();
      publish(
          Consumer.BOOKINGS.type,
          booking,
          Consumer.BOOKINGS.data(booking).put("userId", citizen.id()));
      bookings.add(booking);
    }
    channel.waitForConfirmsOrDie(LIMIT.toMillis());
    await(
        "mails to be sent",
        () ->
            count("client", "select count(*) from mail where booking_id = any(?)", bookings)
                == count);
    return bookings;
  }

  private List<UUID> photos() {
    List<UUID> photos = new ArrayList<>();
    String url = addresses.report() + "/reports";
    while (photos.size() < PHOTOS) {
      Object place = Web.object("lat", -6.9 - photos.size() / 100.0, "lon", 107.6);
      String report =
          citizen
              .web()
              .post(url, Web.object("category", category, "note", "Rusak", "location", place))
              .require(201)
              .json()
              .path("id")
              .asText();
      for (int n = 0; n < PHOTOS_OF_A_REPORT; n++) {
        byte[] photo = SamplePhoto.jpeg(640 + photos.size(), 480);
        photos.add(
            UUID.fromString(
                citizen
                    .web()
                    .upload(url + "/" + report + "/media", photo, "image/jpeg", "purpose", "BEFORE")
                    .require(202)
                    .json()
                    .path("id")
                    .asText()));
      }
    }
    return photos;
  }

  /** What an object store would tell of these photos. */
  private List<UUID> notified(List<UUID> photos) throws Exception {
    for (UUID photo : photos) {
      String report = text("report", "select report_id from media where id = ?", photo);
      String key = "reports/%s/%s/original".formatted(report, photo);
      publish(
          "object.created",
          "{\"Records\":[{\"s3\":{\"object\":{\"key\":\"%s\"}}}]}".formatted(key),
          Map.of());
    }
    channel.waitForConfirmsOrDie(LIMIT.toMillis());
    return photos;
  }

  // --- what became of it

  /** How many of these were handled. */
  int handled(Consumer consumer, List<UUID> events) {
    return switch (consumer) {
      case MAIL ->
          count(
              "client",
              "select count(*) from mail where booking_id = any(?) and status = 'SENT'",
              events);
      case UPLOADS ->
          count(
              "report",
              "select count(*) from media where id = any(?) and status <> 'UPLOADED'",
              events);
      case ARRIVALS, OBJECTS ->
          count(
              "report",
              "select count(*) from media where id = any(?) and status = 'STORED'",
              events);
      case INVOICES -> invoices(events).size();
      default ->
          count(
              consumer.database,
              "select count(*) from inbox where consumer = '"
                  + consumer.queue
                  + "' and event_id::uuid = any(?)",
              events);
    };
  }

  /** How many effects there are beyond one of each. */
  int doneTwice(Consumer consumer, List<UUID> events) {
    return switch (consumer) {
      case BOOKINGS ->
          count("client", "select count(*) from booking_change where booking_id = any(?)", events)
              - events.size();
      case MAIL ->
          count("client", "select count(*) from mail where booking_id = any(?)", events)
              - events.size();
      case FULFILMENT ->
          count("ticket", "select count(*) from fulfilment where order_id = any(?)", events)
              - events.size();
      case INVOICES -> invoices(events).values().stream().mapToInt(Set::size).sum() - events.size();
      default -> 0; // the inbox has an event once, in the transaction of its effect
    };
  }

  private Map<UUID, Set<String>> invoices(List<UUID> orders) {
    if (cassandra == null) {
      Endpoint server = stack.endpoint(Server.CASSANDRA);
      Map<String, String> service = stack.environment(LoketService.PAYMENT_APP);
      cassandra =
          CqlSession.builder()
              .addContactPoint(new InetSocketAddress(server.host(), server.port()))
              .withLocalDatacenter(
                  service.getOrDefault("LOKET_CASSANDRA_DATACENTER", "datacenter1"))
              .withKeyspace(service.getOrDefault("LOKET_CASSANDRA_KEYSPACE", "payment"))
              .build();
    }
    Map<UUID, Set<String>> numbers = new HashMap<>();
    Set<UUID> wanted = new HashSet<>(orders);
    for (Row row : cassandra.execute("select number, order_id from invoice")) {
      UUID order = row.getUuid("order_id");
      if (order != null && wanted.contains(order)) {
        numbers.computeIfAbsent(order, each -> new TreeSet<>()).add(row.getString("number"));
      }
    }
    return numbers;
  }

  private int count(String database, String sql, List<UUID> ids) {
    try (PreparedStatement statement = databases.get(database).prepareStatement(sql)) {
      statement.setArray(1, databases.get(database).createArrayOf("uuid", ids.toArray()));
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String text(String database, String sql, UUID id) throws SQLException {
    try (PreparedStatement statement = databases.get(database).prepareStatement(sql)) {
      statement.setObject(1, id);
      try (ResultSet found = statement.executeQuery()) {
        found.next();
        return found.getString(1);
      }
    }
  }

  // --- the broker

  int ready(String queue) {
    try {
      return (int) channel.messageCount(queue);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the consumer has as much in hand as it may. */
  boolean isPrefetched(Consumer consumer, int published) {
    for (JsonNode queue : ask("GET", "/api/queues?disable_stats=true&enable_queue_totals=true")) {
      if (queue.path("name").asText().equals(consumer.queue)) {
        return queue.path("messages_unacknowledged").asInt()
            >= Math.min(consumer.prefetch, published);
      }
    }
    return false;
  }

  /** Has the broker close what a service has open, and waits until its consumer is back. */
  void breakConnections(Consumer consumer) {
    Set<String> before = connections(consumer);
    before.forEach(
        name ->
            ask(
                "DELETE",
                "/api/connections/"
                    + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20")));
    await(
        consumer + " to connect anew",
        () -> {
          Set<String> now = connections(consumer);
          now.removeAll(before);
          return !now.isEmpty() && consumers(consumer.queue) > 0;
        });
  }

  private int consumers(String queue) {
    try {
      return (int) channel.consumerCount(queue);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Set<String> connections(Consumer consumer) {
    Set<String> names = new TreeSet<>();
    ask("GET", "/api/connections?columns=name,user")
        .forEach(
            each -> {
              if (each.path("user").asText().equals(consumer.service.title())) {
                names.add(each.path("name").asText());
              }
            });
    return names;
  }

  private JsonNode ask(String method, String path) {
    Endpoint management = stack.rabbitManagement();
    String login = management.user() + ":" + management.password();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(management.url() + path))
            .header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return JSON.readTree(answer.isEmpty() ? "null" : answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void await(String what, java.util.function.BooleanSupplier isTrue) {
    Patience.of(LIMIT)
        .until(what, () -> isTrue.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  @Override
  public void close() throws Exception {
    for (Connection database : databases.values()) {
      database.close();
    }
    if (cassandra != null) {
      cassandra.close();
    }
    broker.close();
  }
}
