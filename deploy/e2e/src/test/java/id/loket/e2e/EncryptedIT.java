package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Ports;
import id.loket.local.Progress;
import id.loket.local.Server;
import id.loket.local.secret.LocalAuthority;
import id.loket.local.service.LoketServices;
import id.loket.local.service.ServiceProcess;
import id.loket.local.visitor.Inbox;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The counter where nothing speaks but TLS: PostgreSQL, Redis and RabbitMQ by themselves;
 * Cassandra, S3 and mail, which are the town's, behind something that ends it; the services to one
 * another and to the gateway. Their certificates are of an authority made for this test, for
 * 127.0.0.1.
 */
class EncryptedIT {
  /** Longer than anything here takes on a slow machine. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String TITLE = "Konser Rahasia";

  private static final Set<LoketService> COUNTER = LoketService.counter();
  private static final Map<String, String> MORE = new HashMap<>();
  private static final Map<Server, Integer> DOORS = new EnumMap<>(Server.class);

  private static final Town town = Town.get();
  @TempDir private static Path folder;

  private static LocalStack stack;
  private static LocalAuthority authority;
  private static Web anybody;
  private static String client;
  private static String ticket;
  private static String payment;
  private static String report;

  @BeforeAll
  static void start() throws IOException {
    stack =
        LocalStack.start(
            Set.of(
                Server.POSTGRES,
                Server.REDIS,
                Server.RABBITMQ,
                Server.CASSANDRA,
                Server.S3,
                Server.MAIL,
                Server.ORGANISER),
            ofTheTown(Server.CASSANDRA, Server.S3, Server.MAIL, Server.ORGANISER)
                .encrypted()
                .with(Progress.to(System.out))
                .with("LOKET_INBOX_URL", town.inbox().url())
                .with("LOKET_PAYMENT_LATENCY", "50ms"));
    authority = stack.authority().orElseThrow();
    anybody = Web.believing(authority.context());
    client = url(LoketService.CLIENT_APP);
    ticket = url(LoketService.TICKET_APP);
    payment = url(LoketService.PAYMENT_APP);
    report = url(LoketService.REPORT_APP);
    MORE.put("LOKET_CLIENT_URL", client);
    MORE.put("LOKET_TICKET_URL", ticket);
    MORE.put("LOKET_PAYMENT_URL", payment);
    MORE.put("LOKET_REPORT_URL", report);
    MORE.put("LOKET_PUBLIC_PAYMENT_URL", payment);
    MORE.put("LOKET_JWT_JWKS", client + "/.well-known/jwks.json");
    MORE.put("LOKET_CASSANDRA_CONTACT_POINTS", "127.0.0.1:" + door(Server.CASSANDRA));
    MORE.put("LOKET_CASSANDRA_KEYSPACE", "encrypted");
    MORE.put("LOKET_S3_ENDPOINT", "https://127.0.0.1:" + door(Server.S3));
    // The town's analytics are of its own reports.
    MORE.put("LOKET_OPENSEARCH_URL", "https://127.0.0.1:" + Ports.anyFree());
    MORE.put("LOKET_ETL_SCHEDULE", "off");
    MORE.put("LOKET_SMTP_PORT", Integer.toString(door(Server.MAIL)));
    MORE.put("LOKET_SMTP_TLS", "true");
    LoketServices.start(stack, COUNTER, face());
    LoketServices.start(stack, Set.of(LoketService.GATEWAY), MORE);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  /** With these servers of the town, which has no need to be told of it. */
  private static Options ofTheTown(Server... servers) {
    Options options = Options.temporary();
    for (Server server : servers) {
      options = options.with(server.urlVariable(), town.stack().endpoint(server).urlWithLogin());
    }
    return options;
  }

  private static String url(LoketService service) {
    return "https://127.0.0.1:" + stack.port(service.port());
  }

  private static int door(Server server) throws IOException {
    Endpoint endpoint = stack.endpoint(server);
    int port = new TlsDoor(authority, endpoint.host(), endpoint.port()).port();
    DOORS.put(server, port);
    return port;
  }

  /** With its own port speaking TLS, which leads to ticket-app for webhooks too. */
  private static Map<String, String> face() {
    Map<String, String> variables = new HashMap<>(MORE);
    variables.put("LOKET_HTTP_TLS", "on");
    variables.put("LOKET_TLS_CERTIFICATE", authority.serverCertificate().toString());
    variables.put("LOKET_TLS_KEY", authority.serverKey().toString());
    variables.put("WEBHOOK_URL", ticket + "/webhooks/payment");
    return variables;
  }

  @Test
  void noServerSpeaksWithoutIt() {
    Endpoint postgres = stack.endpoint(Server.POSTGRES);
    assertThatThrownBy(
            () ->
                DriverManager.getConnection(
                    "jdbc:postgresql://" + postgres.hostAndPort() + "/postgres?sslmode=disable",
                    postgres.user(),
                    postgres.password()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no encryption");
    assertThat(answerInTheClear(Server.REDIS, "PING\r\n")).doesNotContain("PONG", "NOAUTH");
    assertThat(answerInTheClear(Server.RABBITMQ, "AMQP\0\0\u0009\u0001"))
        .doesNotContain("RabbitMQ");
    assertThat(answerInTheClear(Server.CASSANDRA, "\4\0\0\0\5\0\0\0\0"))
        .doesNotContain("CQL_VERSION");
    for (LoketService service : COUNTER) {
      String face = url(service).replace("https:", "http:") + "/q/health/ready";
      assertThatThrownBy(() -> Web.anonymous().get(face)).isInstanceOf(UncheckedIOException.class);
    }
  }

  @Test
  void aSeatIsBookedPaidAndDelivered() throws Exception {
    JsonNode citizen = signedIn("citizen");
    Web web = anybody.with(citizen.path("accessToken").asText());
    Web organiser = anybody.with(signedIn("organiser").path("accessToken").asText());
    String event = event(organiser);
    String seat = seat(organiser, event);
    Queue<String> told = SeatStream.of(ticket, event, authority.context());
    String bookings = client + "/users/" + citizen.path("userId").asText() + "/bookings";

    JsonNode booked =
        web.post(bookings, Web.object("eventId", event, "seatId", seat), "terenkripsi-1")
            .require(201)
            .json();
    String invoice = booked.path("invoiceNumber").asText();
    anybody
        .post(
            payment + "/invoices/" + invoice + "/payments",
            Web.object("method", "simulated-success"))
        .require(202);

    String booking = bookings + "/" + booked.path("id").asText();
    Patience.of(LIMIT)
        .until(
            "the booking to be confirmed",
            () ->
                Optional.of(web.get(booking).require(200).json())
                    .filter(now -> now.path("status").asText().equals("CONFIRMED")));
    Patience.of(LIMIT)
        .until(
            "the ticket by mail",
            () ->
                new Inbox(stack.inboxUrl())
                    .find(
                        "citizen@loket.test",
                        mail ->
                            mail.subject().matches("(?i).*tic?ket.*")
                                && mail.text().contains(TITLE)));
    Patience.of(LIMIT)
        .until(
            "the seat's change",
            () -> told.stream().filter(line -> line.contains(seat)).findFirst());
  }

  /** The one queue that is not consumed by our own connector (docs/adr/0018). */
  @Test
  void theExtensionsConnectorIsConnectedToo() throws Exception {
    Endpoint management = stack.rabbitManagement();
    String login =
        Base64.getEncoder()
            .encodeToString(
                (management.user() + ":" + management.password()).getBytes(StandardCharsets.UTF_8));
    HttpRequest consumers =
        HttpRequest.newBuilder(URI.create(management.url() + "/api/queues/%2F/report-app.objects"))
            .header("Authorization", "Basic " + login)
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      Patience.of(LIMIT)
          .until(
              "a consumer of report-app.objects",
              () -> {
                try {
                  return Optional.of(
                          http.send(consumers, HttpResponse.BodyHandlers.ofString()).body())
                      .filter(queue -> queue.matches("(?s).*\"consumers\":[1-9].*"));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
    }
  }

  @Test
  void theGatewayCallsThemOverTlsToo() {
    Web outside = Web.believing(LocalAuthority.believing(stack.gatewayCertificate()));
    Patience.of(LIMIT)
        .until(
            "the way through the gateway",
            () ->
                Optional.of(outside.get(url(LoketService.GATEWAY) + "/api/tickets/events"))
                    .filter(answer -> answer.status() == 200));
  }

  /**
   * An authority these services were not told of; then they are told, while they run, and those who
   * show a certificate for another name than they were called by are still not believed.
   */
  @Test
  void whoeverIsOfAnotherAuthorityOrHasAnotherNameIsNotBelieved() throws IOException {
    LocalAuthority other = LocalAuthority.in(folder.resolve("other"));
    Path believed = Files.copy(other.certificate(), folder.resolve("believed.pem"));
    Path certificate = Files.copy(authority.serverCertificate(), folder.resolve("own.pem"));
    Path key = Files.copy(authority.serverKey(), folder.resolve("own-key.pem"));
    Map<String, String> mistaken = face();
    // Each look reads all authorities of the world.
    mistaken.put("LOKET_TLS_LOOK_EVERY", "2s");
    mistaken.put("LOKET_TLS_CA", believed.toString());
    mistaken.put("LOKET_TLS_CERTIFICATE", certificate.toString());
    mistaken.put("LOKET_TLS_KEY", key.toString());
    ServiceProcess paying =
        launched(
            LoketService.PAYMENT_APP,
            calledLocalhost(
                LoketService.PAYMENT_APP,
                mistaken,
                "LOKET_CASSANDRA_CONTACT_POINTS",
                "LOKET_REDIS_URL",
                "LOKET_RABBITMQ_HOST"));
    ServiceProcess selling =
        launched(
            LoketService.TICKET_APP,
            calledLocalhost(
                LoketService.TICKET_APP, mistaken, "LOKET_DB_URL", "LOKET_S3_ENDPOINT"));

    String unknown = "unable to find valid certification path";
    Readiness.awaitWaiting(anybody, paying, "Cassandra", unknown);
    Readiness.awaitWaiting(anybody, paying, "Redis", unknown);
    Readiness.awaitWaiting(anybody, paying, "RabbitMQ", unknown);
    Readiness.awaitWaiting(anybody, selling, "PostgreSQL", "");
    Readiness.awaitWaiting(anybody, selling, "S3", unknown);
    Readiness.awaitWaiting(anybody, selling, "RabbitMQ", unknown);

    Files.copy(authority.certificate(), believed, StandardCopyOption.REPLACE_EXISTING);
    String nobody = "localhost";
    Readiness.awaitWaiting(anybody, paying, "Cassandra", nobody);
    Readiness.awaitWaiting(anybody, paying, "Redis", nobody);
    Readiness.awaitWaiting(anybody, paying, "RabbitMQ", nobody);
    Readiness.awaitReached(anybody, selling, "RabbitMQ");
    Readiness.awaitWaiting(anybody, selling, "S3", nobody);
    Readiness.awaitWaiting(anybody, selling, "PostgreSQL", "");

    Files.copy(other.serverCertificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(other.serverKey(), key, StandardCopyOption.REPLACE_EXISTING);
    Readiness.awaitReached(Web.believing(other.context()), selling, "RabbitMQ");
    paying.stop();
    selling.stop();
  }

  /** These variables, those that are named with another name of the same machine. */
  private static Map<String, String> calledLocalhost(
      LoketService service, Map<String, String> variables, String... named) {
    Map<String, String> all = new HashMap<>(variables);
    for (String variable : named) {
      String usual = stack.environment(service).get(variable);
      all.put(variable, variables.getOrDefault(variable, usual).replace("127.0.0.1", "localhost"));
    }
    return all;
  }

  private static ServiceProcess launched(LoketService service, Map<String, String> variables) {
    return ServiceProcess.launched(stack, service, service.title() + "-mistaken", variables);
  }

  private static JsonNode signedIn(String role) {
    return anybody
        .post(
            client + "/sessions",
            Web.object("email", role + "@loket.test", "password", "loket-" + role + "-local"))
        .require(201)
        .json();
  }

  private static String event(Web organiser) {
    return organiser
        .post(
            ticket + "/events",
            Web.object(
                "title",
                TITLE,
                "venue",
                "Balai Kota",
                "startsAt",
                Instant.now().plus(30, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS).toString(),
                "status",
                "PUBLISHED"))
        .require(201)
        .json()
        .path("id")
        .asText();
  }

  private static String seat(Web organiser, String event) {
    Map<String, Object> price = Web.object("amount", 150_000, "currency", "IDR");
    return organiser
        .post(
            ticket + "/events/" + event + "/seats",
            Web.object("seats", List.of(Web.object("label", "1", "price", price))))
        .require(201)
        .json()
        .at("/items/0/id")
        .asText();
  }

  private static String answerInTheClear(Server server, String greeting) {
    Endpoint endpoint = stack.endpoint(server);
    int port = DOORS.getOrDefault(server, endpoint.port());
    try (Socket socket = new Socket(endpoint.host(), port)) {
      socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
      socket.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException hungUp) {
      return "";
    }
  }
}
