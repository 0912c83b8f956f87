package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LoketService;
import id.loket.local.Ports;
import id.loket.local.Server;
import id.loket.local.server.PostgresRoles;
import id.loket.local.service.ServiceProcess;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the packaged services start when something is missing: a server, the schema, a setting. */
class StartIT {
  /** Each look makes a starting service look at all its servers. */
  private static final Patience LOOKING = new Patience(LIMIT, Duration.ofMillis(200));

  private static final Town town = Town.get();

  @ParameterizedTest
  @EnumSource(names = "TICKET_APP")
  void aServerThatIsNotThereYetIsWaitedFor(LoketService service) throws Exception {
    Map<String, Door> doors = doors(service);
    ServiceProcess process = launched(service, "late", behind(doors, emptyStore(service, "late")));
    try {
      awaitEachServer(process, doors);
      awaitReady(process);
      assertThat(process.output()).doesNotContain("\tat ");
    } finally {
      end(process, doors);
    }
  }

  /** They need no other kind of server: each start takes its time. */
  @ParameterizedTest
  @EnumSource(names = {"CLIENT_APP", "PAYMENT_APP", "REPORT_APP"})
  @Tag("long")
  void theOthersWaitAlike(LoketService service) throws Exception {
    aServerThatIsNotThereYetIsWaitedFor(service);
  }

  @ParameterizedTest
  @EnumSource(names = {"CLIENT_APP", "PAYMENT_APP"})
  void theSchemaIsMigratedInAStepOfItsOwn(LoketService service) throws Exception {
    Map<String, String> store = emptyStore(service, "stepwise");
    Map<String, Door> doors = doors(service);
    Visitor admin = Visitor.sample(town.addresses(), "admin");
    ServiceProcess waiting =
        launched(service, "never", and(behind(doors, store), "LOKET_MIGRATE", "never"));
    try {
      awaitEachServer(waiting, doors);
      LOOKING.until(
          "the missing migrations",
          () ->
              readiness(waiting).json().toString().contains("migrations are missing")
                  ? Optional.of(true)
                  : Optional.empty());
      Web.Answer early = admin.web().get(waiting.url() + pathToStore(service)).require(503);
      assertThat(early.json().path("type").asText()).isEqualTo("urn:loket:problem:unavailable");
      assertThat(early.headers().firstValue("Retry-After")).isPresent();

      ServiceProcess step =
          launched(service, "only", and(withoutSecrets(store), "LOKET_MIGRATE", "only"));
      assertThat(step.awaitEnd(LIMIT)).as(step.output()).contains(0);

      awaitReady(waiting);
      assertThat(waiting.output()).doesNotContain("\tat ");
    } finally {
      end(waiting, doors);
    }
  }

  /** They migrate as client-app does, by the kit: each start takes its time. */
  @ParameterizedTest
  @EnumSource(names = {"TICKET_APP", "REPORT_APP"})
  @Tag("long")
  void theOthersMigrateAlike(LoketService service) throws Exception {
    theSchemaIsMigratedInAStepOfItsOwn(service);
    aMigrationThatCannotBeDoneEndsWithOneLine(service);
  }

  @ParameterizedTest
  @EnumSource(names = "CLIENT_APP")
  void aMigrationThatCannotBeDoneEndsWithOneLine(LoketService service) {
    Map<String, String> variables = new HashMap<>();
    String store = store(service);
    variables.putAll(at(store, "127.0.0.1:" + Ports.anyFree(), town.stack().environment(service)));
    variables.put("LOKET_MIGRATE", "only");
    variables.put("LOKET_MIGRATE_PATIENCE", "1s");

    ServiceProcess step = launched(service, "in-vain", variables);

    assertThat(step.awaitEnd(LIMIT)).hasValueSatisfying(code -> assertThat(code).isNotZero());
    assertThat(step.output().lines().filter(line -> line.startsWith("LOKET_MIGRATE=only failed")))
        .hasSize(1)
        .allMatch(line -> line.contains(store));
    assertThat(step.output()).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @EnumSource(names = "PAYMENT_APP")
  @Tag("long")
  void oneIntoCassandraEndsAlike(LoketService service) {
    aMigrationThatCannotBeDoneEndsWithOneLine(service);
  }

  @Test
  void wrongConfigurationStopsTheStartWithOneLineThatNamesIt() {
    Town.inGroupsOf(
        2,
        Stream.of(
                refused(LoketService.CLIENT_APP, Map.of("LOKET_DB_URL", "nonsense")),
                refused(LoketService.CLIENT_APP, Map.of("LOKET_DB_PASSWORD", "c2VjcmV0")),
                refused(
                    LoketService.TICKET_APP,
                    Map.of(
                        "WEBHOOK_SECRET", "",
                        "LOKET_TICKET_SIGNING_KEY", "c2VjcmV0",
                        "LOKET_PAYMENT_URL", "nowhere")),
                refused(LoketService.TICKET_APP, Map.of("LOKET_PAYMENT_WINDOW", "a while")))
            .toList());
  }

  /** Found by the same check, each with its own settings. */
  @Test
  @Tag("long")
  void theOthersAreStoppedAlike() {
    Town.inGroupsOf(
        2,
        Stream.of(
                refused(
                    LoketService.CLIENT_APP,
                    Map.of("LOKET_SERVICE_KEY", "", "LOKET_JWT_PRIVATE_KEY", "")),
                refused(
                    LoketService.PAYMENT_APP,
                    Map.of(
                        "WEBHOOK_SECRET", "",
                        "LOKET_RABBITMQ_PASSWORD", "",
                        "WEBHOOK_URL", "nowhere")))
            .toList());
  }

  private static Callable<Void> refused(LoketService service, Map<String, String> wrong) {
    return () -> {
      ServiceProcess process =
          launched(service, "refused-" + String.join("-", new TreeSet<>(wrong.keySet())), wrong);
      assertThat(process.awaitEnd(LIMIT))
          .as(process.output())
          .hasValueSatisfying(code -> assertThat(code).isNotZero());
      List<String> lines = process.output().lines().toList();
      assertThat(lines.getLast()).contains(wrong.keySet()).doesNotContain("c2VjcmV0");
      assertThat(lines)
          .filteredOn(line -> wrong.keySet().stream().anyMatch(line::contains))
          .hasSize(1);
      assertThat(process.output()).doesNotContain("\tat ");
      return null;
    };
  }

  /** One after the other comes; until then it is alive, and readiness names it. */
  private static void awaitEachServer(ServiceProcess process, Map<String, Door> doors) {
    awaitAlive(process);
    for (Map.Entry<String, Door> each : doors.entrySet()) {
      JsonNode readiness = readiness(process).require(503).json();
      assertThat(readiness.toString()).contains("\"" + each.getKey() + "\"");
      assertThat(Web.anonymous().get(process.url() + "/q/health/live").status()).isEqualTo(200);
      each.getValue().open();
      // Of the store, which comes last, there is more to tell than that it came.
      if (!each.getKey().equals(store(process.service()))) {
        LOOKING.until(
            each.getKey(),
            () -> isMissing(process, each.getKey()) ? Optional.empty() : Optional.of(true));
      }
    }
  }

  private static void end(ServiceProcess process, Map<String, Door> doors) throws IOException {
    process.stop();
    for (Door door : doors.values()) {
      door.close();
    }
  }

  private static ServiceProcess launched(
      LoketService service, String how, Map<String, String> variables) {
    return ServiceProcess.launched(
        town.stack(), service, service.title() + "-" + how.toLowerCase(), variables);
  }

  /** What nobody can answer without the store. */
  private static String pathToStore(LoketService service) {
    return switch (service) {
      case CLIENT_APP -> "/users";
      case PAYMENT_APP -> "/webhooks/endpoints";
      case TICKET_APP -> "/events";
      case REPORT_APP -> "/categories";
      case GATEWAY, COLLECTOR, DATABASE, MEDIA, APK_OTA -> throw new AssertionError(service);
    };
  }

  /** The servers this service needs, in the order in which they come. */
  private static Map<String, Door> doors(LoketService service) {
    Map<String, Door> doors = new LinkedHashMap<>();
    switch (service) {
      case CLIENT_APP, GATEWAY, COLLECTOR, DATABASE, MEDIA, APK_OTA -> {}
      case TICKET_APP, REPORT_APP -> doors.put("S3", door(Server.S3));
      case PAYMENT_APP -> doors.put("Redis", door(Server.REDIS));
    }
    doors.put("RabbitMQ", door(Server.RABBITMQ));
    String store = store(service);
    doors.put(store, door(store.equals("Cassandra") ? Server.CASSANDRA : Server.POSTGRES));
    return doors;
  }

  /** The variables of a service whose servers are all behind these doors. */
  private static Map<String, String> behind(Map<String, Door> doors, Map<String, String> store) {
    Map<String, String> variables = new HashMap<>(store);
    doors.forEach((server, door) -> variables.putAll(at(server, door.hostAndPort(), variables)));
    return variables;
  }

  private static Door door(Server server) {
    return Door.to(town.stack().endpoint(server).hostAndPort());
  }

  private static String store(LoketService service) {
    return service.database().isPresent() ? "PostgreSQL" : "Cassandra";
  }

  /** A database or keyspace of the service's own in which nothing is yet. */
  private static Map<String, String> emptyStore(LoketService service, String name) {
    if (service.database().isEmpty()) {
      return Map.of("LOKET_CASSANDRA_KEYSPACE", name);
    }
    String database = name + "_" + service.database().get();
    var postgres = town.stack().endpoint(Server.POSTGRES);
    try {
      new PostgresRoles(postgres).ensure(database, name);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return Map.of(
        "LOKET_DB_URL", "postgresql://" + postgres.hostAndPort() + "/" + database,
        "LOKET_DB_USER", database,
        "LOKET_DB_PASSWORD", name);
  }

  /** The variables that make a service look for that server there. */
  private static Map<String, String> at(
      String server, String hostAndPort, Map<String, String> variables) {
    return switch (server) {
      case "S3" -> Map.of("LOKET_S3_ENDPOINT", "http://" + hostAndPort);
      case "Redis" -> {
        var redis = town.stack().endpoint(Server.REDIS);
        yield Map.of(
            "LOKET_REDIS_URL", redis.urlWithLogin().replace(redis.hostAndPort(), hostAndPort));
      }
      case "RabbitMQ" ->
          Map.of("LOKET_RABBITMQ_PORT", hostAndPort.substring(hostAndPort.indexOf(':') + 1));
      case "Cassandra" -> Map.of("LOKET_CASSANDRA_CONTACT_POINTS", hostAndPort);
      default -> {
        String url = variables.get("LOKET_DB_URL");
        yield Map.of(
            "LOKET_DB_URL", "postgresql://" + hostAndPort + url.substring(url.lastIndexOf('/')));
      }
    };
  }

  /** A migration step is given the database's login and nothing else that is secret. */
  private static Map<String, String> withoutSecrets(Map<String, String> store) {
    Map<String, String> variables = new HashMap<>(store);
    for (String secret :
        Set.of(
            "LOKET_SERVICE_KEY",
            "LOKET_JWT_PRIVATE_KEY",
            "LOKET_TICKET_SIGNING_KEY",
            "WEBHOOK_SECRET",
            "LOKET_RABBITMQ_PASSWORD")) {
      variables.put(secret, "");
    }
    return variables;
  }

  private static Map<String, String> and(Map<String, String> some, String key, String value) {
    Map<String, String> all = new HashMap<>(some);
    all.put(key, value);
    return all;
  }

  private static void awaitAlive(ServiceProcess process) {
    LOOKING.until("life", () -> answers(process, "/q/health/live"));
  }

  private static void awaitReady(ServiceProcess process) {
    LOOKING.until("readiness", () -> answers(process, "/q/health/ready"));
  }

  private static Optional<Boolean> answers(ServiceProcess process, String path) {
    assertThat(process.isAlive()).as(process::output).isTrue();
    try {
      return Web.anonymous().get(process.url() + path).status() == 200
          ? Optional.of(true)
          : Optional.empty();
    } catch (UncheckedIOException notListening) {
      return Optional.empty();
    }
  }

  private static Web.Answer readiness(ServiceProcess process) {
    return Web.anonymous().get(process.url() + "/q/health/ready");
  }

  /** Whether readiness still says that it waits for that server. */
  private static boolean isMissing(ServiceProcess process, String server) {
    for (JsonNode check : readiness(process).json().path("checks")) {
      boolean namesIt =
          check.path("data").path("server").asText().equals(server)
              || check.path("name").asText().contains(server)
              || check.path("data").has(server)
                  && !check.path("data").path(server).asText().equals("was reached");
      if (namesIt && check.path("status").asText().equals("DOWN")) {
        return true;
      }
    }
    return false;
  }
}
