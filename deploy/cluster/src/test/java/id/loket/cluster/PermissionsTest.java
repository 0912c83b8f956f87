package id.loket.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.ProjectFolder;
import id.loket.local.Server;
import id.loket.local.process.Programs;
import id.loket.local.server.S3Buckets;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files the setup Jobs apply, applied to real servers: each service gets its own and no more.
 */
class PermissionsTest {
  private static final Path MANIFESTS = ProjectFolder.find().resolve("deploy/cluster");
  private static final String PASSWORD = "it's \"quoted\" \\ and long";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TYPE = Pattern.compile("`([a-z_.]+)`");
  private static final long LONGEST_CONFIRM_MILLIS = 20_000;
  private static LocalStack stack;

  @BeforeAll
  static void startServers() {
    for (String program : List.of("psql", "curl")) {
      if (Programs.find(program).isEmpty()) {
        System.err.println(
            "SKIPPED: the setup Jobs' files are not tried on real servers, for lack of " + program);
        Assumptions.abort("no " + program);
      }
    }
    stack =
        LocalStack.start(Set.of(Server.POSTGRES, Server.RABBITMQ, Server.S3), Options.temporary());
  }

  @AfterAll
  static void stopServers() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void eachServiceOwnsItsDatabaseAndEntersNoOther() throws Exception {
    Endpoint server = stack.endpoint(Server.POSTGRES);
    try (java.sql.Connection owner = postgres("postgres", server.user(), server.password());
        Statement statement = owner.createStatement()) {
      for (String name : List.of("client", "ticket", "report", "staging")) {
        statement.execute("DROP DATABASE " + name);
        statement.execute("DROP ROLE " + name);
      }
      statement.execute("DROP ROLE core");
    }

    for (int twice = 0; twice < 2; twice++) {
      run(
          Map.of(
              "PGHOST",
              server.host(),
              "PGPORT",
              Integer.toString(server.port()),
              "PGDATABASE",
              "postgres",
              "PGUSER",
              server.user(),
              "PGPASSWORD",
              server.password(),
              "CLIENT_DB_PASSWORD",
              PASSWORD,
              "TICKET_DB_PASSWORD",
              "other",
              "REPORT_DB_PASSWORD",
              "third",
              "STAGING_DB_PASSWORD",
              "fourth",
              "CORE_DB_PASSWORD",
              "fifth"),
          List.of("psql", "--no-psqlrc", "--file", "setup/postgres/roles.sql"));
    }

    try (java.sql.Connection own = postgres("client", "client", PASSWORD);
        Statement statement = own.createStatement()) {
      statement.execute("CREATE TABLE mine (id int)");
      assertThatThrownBy(() -> statement.execute("CREATE ROLE another"))
          .isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> postgres("ticket", "client", PASSWORD).close())
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> postgres("client", "client", "wrong").close())
        .hasMessageContaining("password");
    assertThatThrownBy(() -> postgres("staging", "core", "fifth").close())
        .as("until the migrations of that database let it in")
        .hasMessageContaining("permission denied");
  }

  @Test
  void eachServiceReachesTheSharedExchangesAndItsOwnQueuesOnly() throws Exception {
    Endpoint management = stack.rabbitManagement();
    JsonNode local = ask(management, "GET", "/api/permissions");
    for (LoketService service : LoketService.values()) {
      if (service.usesBroker()) {
        ask(management, "DELETE", "/api/users/" + service.title());
      }
    }

    for (int twice = 0; twice < 2; twice++) {
      run(
          Map.of(
              "RABBITMQ_MANAGEMENT_URL",
              management.url(),
              "RABBITMQ_ADMIN_USER",
              management.user(),
              "RABBITMQ_ADMIN_PASSWORD",
              management.password(),
              "CLIENT_PASSWORD",
              "client",
              "TICKET_PASSWORD",
              PASSWORD,
              "PAYMENT_PASSWORD",
              "payment",
              "REPORT_PASSWORD",
              "report",
              "GATEWAY_PASSWORD",
              "gateway"),
          List.of("sh", "setup/rabbitmq/users.sh", "setup/rabbitmq"));
    }

    assertThat(ask(management, "GET", "/api/topic-permissions")).hasSize(4);
    assertThat(ask(management, "GET", "/api/permissions"))
        .as("what the local stack, and so every test, gives the services")
        .containsExactlyInAnyOrderElementsOf(local);
    try (Connection connection = rabbit("ticket-app", PASSWORD)) {
      assertThatCode(
              () -> {
                Channel channel = connection.createChannel();
                channel.queueDeclare("ticket-app.tried", true, false, false, Map.of());
                channel.exchangeDeclare("loket.events", "topic", true);
                channel.queueBind("ticket-app.tried", "loket.events", "booking.#");
                channel.basicPublish("loket.events", "booking.tried", null, new byte[0]);
                channel.close();
              })
          .doesNotThrowAnyException();
      assertThatThrownBy(
              () ->
                  connection
                      .createChannel()
                      .queueDeclare("client-app.bookings", true, false, false, Map.of()))
          .rootCause()
          .hasMessageContaining("ACCESS_REFUSED");
      assertThatThrownBy(() -> connection.createChannel().exchangeDeclare("mine", "topic", true))
          .rootCause()
          .hasMessageContaining("ACCESS_REFUSED");
    }
    for (String forged :
        List.of("order.paid", "booking.confirmed", "invoice.paid", "user.deleted")) {
      assertThatThrownBy(() -> publishAs("report-app", "report", forged))
          .as(forged + " is another service's to tell")
          .hasStackTraceContaining("ACCESS_REFUSED");
    }
    assertThatThrownBy(() -> publishAs("client-app", "client", "order.paid"))
        .hasStackTraceContaining("ACCESS_REFUSED");
    for (Map.Entry<String, String> published : publishers().entrySet()) {
      assertThatCode(
              () ->
                  publishAs(
                      published.getValue(),
                      published.getValue().equals("ticket-app")
                          ? PASSWORD
                          : published.getValue().replace("-app", ""),
                      published.getKey()))
          .as(published.toString())
          .doesNotThrowAnyException();
    }
    try (Connection connection = rabbit("gateway", "gateway")) {
      assertThatCode(
              () -> {
                Channel channel = connection.createChannel();
                channel.exchangeDeclare("loket.dead", "direct", true);
                channel.exchangeDeclare("gateway.pushes", "direct", true);
                channel.queueDeclare("gateway.tried", true, false, false, Map.of());
                channel.queueBind("gateway.tried", "gateway.pushes", "gateway.tried");
                channel.close();
              })
          .doesNotThrowAnyException();
      assertThatThrownBy(
              () -> connection.createChannel().exchangeDeclare("loket.events", "topic", true))
          .as("whoever took the entrance could tell the services what never happened")
          .rootCause()
          .hasMessageContaining("ACCESS_REFUSED");
    }
  }

  /** Every type of docs/events.md with the service that publishes it. */
  private static Map<String, String> publishers() throws IOException {
    Map<String, String> publishers = new TreeMap<>();
    for (String line : Files.readAllLines(ProjectFolder.find().resolve("docs/events.md"))) {
      String[] cells = line.split("\\|");
      if (cells.length < 4 || !cells[2].strip().endsWith("-app")) {
        continue;
      }
      String subject = "";
      for (Matcher type = TYPE.matcher(cells[1]); type.find(); ) {
        String name = type.group(1);
        subject = name.startsWith(".") ? subject : name.substring(0, name.indexOf('.'));
        publishers.put(name.startsWith(".") ? subject + name : name, cells[2].strip());
      }
    }
    assertThat(publishers).hasSizeGreaterThan(20);
    return publishers;
  }

  private static void publishAs(String user, String password, String type) throws Exception {
    try (Connection connection = rabbit(user, password)) {
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.basicPublish("loket.events", type, null, new byte[0]);
      channel.waitForConfirmsOrDie(LONGEST_CONFIRM_MILLIS);
    }
  }

  @Test
  void theBucketsAreMadeOnce() throws Exception {
    Endpoint server = stack.endpoint(Server.S3);
    Map<String, String> variables =
        Map.of(
            "S3_ENDPOINT", server.url(),
            "S3_REGION", S3Buckets.REGION,
            "S3_BUCKETS", "made-by-the-job and-another",
            "S3_ADMIN_ACCESS_KEY", server.user(),
            "S3_ADMIN_SECRET_KEY", server.password());

    for (int twice = 0; twice < 2; twice++) {
      String said = run(variables, List.of("sh", "dev/bucket.sh"));
      assertThat(said).contains("made-by-the-job is in place", "and-another is in place");
    }
  }

  /** What a service is given locally it is given on a cluster: no variable is forgotten there. */
  @Test
  void theDevOverlayGivesEachServiceWhatTheLocalStackGives(@TempDir Path folder) throws Exception {
    List<String> kustomize = Overlay.kustomize().orElse(null);
    Assumptions.assumeTrue(kustomize != null, "no kubectl or kustomize renders overlays here");
    List<JsonNode> manifests = Overlay.KNATIVE_DEV.renderIn(Overlay.copyTo(folder), kustomize);

    for (LoketService service : LoketService.values()) {
      Set<String> local = new TreeSet<>(stack.environment(service).keySet());
      local.removeAll(stack.knobs().keySet());
      // the public half is derived from the private one
      local.remove("LOKET_JWT_PUBLIC_KEY");
      // the cluster's gateway has a certificate in files of a Secret
      local.remove("LOKET_TLS_DEVELOPMENT_FOLDER");
      // defaults that follow from LOKET_CLIENT_URL and LOKET_TICKET_URL
      local.removeAll(Set.of("LOKET_JWT_JWKS", "WEBHOOK_URL"));

      assertThat(given(manifests, service.title())).as(service.title()).containsAll(local);
    }
  }

  private static List<String> given(List<JsonNode> manifests, String service) {
    List<String> variables = new ArrayList<>();
    JsonNode pod =
        Workload.of(manifests)
            .filter(Workload::isService)
            .filter(each -> each.name().endsWith(" " + service))
            .findFirst()
            .orElseThrow()
            .pod();
    for (JsonNode source : pod.at("/containers/0/envFrom")) {
      String name = source.findValue("name").asText();
      String kind = source.has("secretRef") ? "Secret" : "ConfigMap";
      manifests.stream()
          .filter(each -> each.path("kind").asText().equals(kind))
          .filter(each -> each.at("/metadata/name").asText().equals(name))
          .forEach(each -> each.path("data").fieldNames().forEachRemaining(variables::add));
    }
    return variables;
  }

  private static String run(Map<String, String> variables, List<String> command)
      throws IOException, InterruptedException {
    Programs.Output output = Programs.run(MANIFESTS, new HashMap<>(variables), command);
    assertThat(output.succeeded()).as(output.text()).isTrue();
    return output.text();
  }

  private static java.sql.Connection postgres(String database, String user, String password)
      throws SQLException {
    String url = "jdbc:postgresql://" + stack.endpoint(Server.POSTGRES).hostAndPort();
    return DriverManager.getConnection(url + "/" + database, user, password);
  }

  private static Connection rabbit(String user, String password) throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(stack.endpoint(Server.RABBITMQ).host());
    factory.setPort(stack.endpoint(Server.RABBITMQ).port());
    factory.setUsername(user);
    factory.setPassword(password);
    return factory.newConnection();
  }

  private static JsonNode ask(Endpoint management, String method, String path)
      throws IOException, InterruptedException {
    String login = management.user() + ":" + management.password();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(management.url() + path))
            .header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes()))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(path).isBetween(200, 299);
      return JSON.readTree(answer.body().isEmpty() ? "null" : answer.body());
    }
  }
}
