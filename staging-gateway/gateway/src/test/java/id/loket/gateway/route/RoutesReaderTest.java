package id.loket.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesReaderTest {
  private final RoutesReader reader =
      new RoutesReader(name -> Optional.ofNullable(Map.of("BACK", "http://back:80").get(name)));

  @Test
  void theRoutesThatComeWithTheGatewayAreReadable() throws IOException {
    RouteTable table = reader.read(own());

    assertThat(table.upstreams()).hasSize(8).containsKeys("collector", "database", "apk-ota");
    assertThat(table.find("GET", "/api/clients/users/1"))
        .get()
        .extracting(Route::name)
        .isEqualTo("clients");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/clients/sessions, sign-in, /sessions",
    "POST, /api/clients/sessions/refresh, clients, /sessions/refresh",
    "GET, /api/tickets/events, tickets, /events",
    "GET, /api/tickets/events/1/stream, seat-changes, /events/1/stream",
    "GET, /api/tickets/events/1/seats, tickets, /events/1/seats",
    "GET, /api/tickets/events/1/stream/x, tickets, /events/1/stream/x",
    "GET, /collector/monitoring/stream, field-changes, /collector/monitoring/stream",
    "PUT, /api/tickets/inventory/files/a.csv, inventory-files, /inventory/files/a.csv",
    "GET, /api/reports/open311/v2/services.json, open311, /open311/v2/services.json",
    "POST, /collector/login, collector-login, /collector/login",
    "POST, /collector/sync, collector-sync, /collector/sync",
    "GET, /collector/lkh/2026-11-20, collector, /collector/lkh/2026-11-20",
    "HEAD, /media/1, media, /media/1",
    "GET, /apk/coll/app-release.apk, apk, /apk/coll/app-release.apk"
  })
  void eachPathHasItsRoute(String method, String path, String route, String behind)
      throws IOException {
    Route found = reader.read(own()).find(method, path).orElseThrow();

    assertThat(found.name()).isEqualTo(route);
    assertThat(found.takesMethod(method)).isTrue();
    assertThat(found.pathBehind(path)).isEqualTo(behind);
    assertThat(found.pathInFront(behind)).isEqualTo(path);
  }

  /** A timeout that is longer than a service keeps a silent connection is none. */
  @Test
  void everyTimeoutIsReached() throws IOException {
    Properties kit = new Properties();
    try (InputStream in =
        RoutesReader.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
      kit.load(in);
    }
    Duration servicesIdle = Duration.parse("PT" + kit.getProperty("quarkus.http.idle-timeout"));

    assertThat(reader.read(own()).routes())
        .allSatisfy(
            route -> {
              assertThat(route.timeout()).isLessThan(servicesIdle);
              assertThat(route.idle()).isLessThan(servicesIdle);
              assertThat(route.longest()).isGreaterThan(route.timeout());
            });
  }

  @Test
  void aPrefixEndsAtASegment() throws IOException {
    assertThat(reader.read(own()).find("GET", "/api/clientsother")).isEmpty();
  }

  @Test
  void everythingIsRead() {
    Route route =
        reader
            .read(
                """
                upstreams: {back: {urls: ["${BACK}", "${NONE:http://other}"], failures: 3, rest: 1m}}
                limits: {slow: {per: user, rate: 5 per 10s}}
                defaults: {timeout: 7s}
                routes:
                  - {name: one, path: /one/**, to: back, as: /uno, methods: [GET, PUT], token: required,
                     role: device, body: 2 GB, idle: 1h, limits: [slow], keep: yes}
                """)
            .routes()
            .getFirst();

    assertThat(route)
        .returns(2_000_000_000L, Route::body)
        .returns(Duration.ofSeconds(7), Route::timeout)
        .returns(Duration.ofHours(1), Route::idle)
        .returns(Route.TokenRule.REQUIRED, Route::token)
        .returns("device", Route::role)
        .returns(true, Route::keep);
    assertThat(route.limits().getFirst().quota().requests()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "routes: [{name: a, path: /a, to: nobody}] | routes[0].to names no upstream",
        "routes: [{name: a, path: a, to: back}] | routes[0].path is no path",
        "routes: [{name: A b, path: /a, to: back}] | routes[0].name has characters",
        "routes: [{name: a, path: /a, to: back, body: much}] | routes[0].body is no size",
        "routes: [{name: a, path: /a, to: back, timeout: soon}] | routes[0].timeout is no time",
        "routes: [{name: a, path: /a, to: back, limits: [b]}] | names no limit",
        "routes: [{name: a, path: /a, to: back, token: maybe}] | routes[0].token is none of",
        "routes: [{name: a, path: /a, to: back, tiemout: 1s}] | routes[0].tiemout is not known",
        "routes: [{name: a, path: /a, to: back, keep: true}] | routes[0].keep is for devices only",
        "routes: [{name: a, path: /a, to: back, keep: maybe}] | routes[0].keep cannot be read",
        "routes: [{name: a, path: /a, to: back, body: 99999999999 GB}] | routes[0].body is no size",
        "routes: [{name: a, path: /a, to: back, at-once: 99999999999}] | routes[0].at-once cannot",
        "routes: [{name: a, path: /a, path: /b, to: back}] | Duplicate field",
        "routes: [{name: a, path: /a/**/b, to: back}] | routes[0].path is no path",
        "routes: [] | routes are missing",
        "routes: {a: b} | routes cannot be read",
        "'routes: [{name: a, path: /a, to: \"${MISSING}\"}]' | needs the variable MISSING",
        "'routes: [' | is not YAML"
      })
  void aFaultIsToldWithItsPlace(String routes, String fault) {
    String text = "upstreams: {back: {urls: [\"http://back:80\"]}}\n" + routes;

    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOf(RoutesReader.Unreadable.class)
        .hasMessageContaining(fault);
  }

  private static String own() throws IOException {
    try (InputStream own = RoutesReader.class.getResourceAsStream("/routes.yaml")) {
      return new String(own.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
