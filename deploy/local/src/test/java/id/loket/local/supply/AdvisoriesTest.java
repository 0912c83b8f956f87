package id.loket.local.supply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of weak packages, and that it is found in what the modules need. */
class AdvisoriesTest {
  private static final Path SUPPLY = ProjectFolder.find().resolve("deploy/supply");
  private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** The versions Loket had, and those it has. */
  @ParameterizedTest(name = "{0}: {1} is mended by {2}")
  @CsvSource({
    "io.netty:netty-codec-http, 4.1.130.Final, 4.1.137.Final",
    "io.netty:netty-codec-http2, 4.1.135.Final, 4.1.137.Final",
    "io.netty:netty-handler, 4.1.133.Final, 4.1.137.Final",
    "org.postgresql:postgresql, 42.7.10, 42.7.13",
    "com.ongres.scram:scram-client, 3.1, 3.3",
  })
  void theVersionsBeforeWereWeak(String name, String before, String now) throws Exception {
    Advisories advisories = Advisories.read(SUPPLY);

    assertFalse(advisories.of(List.of(dependency(name, before)), TODAY).isEmpty());
    assertEquals(List.of(), advisories.of(List.of(dependency(name, now)), TODAY));
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "CVE-2026-6860, 4.3.3, false",
    "CVE-2026-6860, 4.5.25, true",
    "CVE-2026-6860, 4.5.27, false",
    "CVE-2026-6860, 5.0.11, true",
    "CVE-2026-6860, 5.0.12, false",
    "CVE-2026-1002, 4.5.9, true",
    "CVE-2026-1002, 4.5.24, false",
    "CVE-2026-1002, 5.0.0.CR1, true",
  })
  void rangesAreThoseOfMavensOrder(String id, String version, boolean affected) throws Exception {
    Advisory advisory =
        Advisories.read(SUPPLY).known().stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow();

    assertEquals(affected, advisory.affects("io.vertx:vertx-core", version));
    assertFalse(advisory.affects("io.vertx:vertx-web", version));
  }

  @Test
  void whatIsAcceptedHasAReasonAndAnEnd() throws Exception {
    Dependency quarkus = dependency("io.quarkus:quarkus-vertx-http", "3.33.2");
    Advisories advisories = Advisories.read(SUPPLY);

    assertTrue(
        advisories.of(List.of(quarkus), TODAY).stream().allMatch(each -> each.accepted() != null));
    assertTrue(
        advisories.of(List.of(quarkus), LocalDate.of(2027, 4, 1)).stream()
            .allMatch(each -> each.accepted() == null));
    for (Accepted accepted : advisories.accepted()) {
      assertFalse(accepted.reason().isBlank(), accepted.id());
      assertTrue(
          advisories.known().stream().anyMatch(each -> each.id().equals(accepted.id())),
          accepted.id() + " is accepted and not known");
    }
  }

  @Test
  void aJarThatIsNotTheOneRecordedIsRefused() throws Exception {
    try (Stream<Path> files = Files.list(SUPPLY)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".json")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Path jar = Files.writeString(folder.resolve("one-1.jar"), "as it was published");
    Dependency one = new Dependency("org.example:one", "1", jar, Set.of("client-app"));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    VerifyDependencies verify = new VerifyDependencies(folder, new PrintStream(said, true));
    verify.record(List.of(one));
    verify.verify(List.of(one), TODAY);
    assertTrue(said.toString().contains("OSV was never asked"), said.toString());

    Files.writeString(jar, "as somebody changed it");
    StackException changed =
        assertThrows(StackException.class, () -> verify.verify(List.of(one), TODAY));
    Path other = Files.writeString(folder.resolve("two-1.jar"), "new");
    StackException added =
        assertThrows(
            StackException.class,
            () ->
                verify.verify(
                    List.of(new Dependency("org.example:two", "1", other, Set.of("kit"))), TODAY));

    assertTrue(changed.getMessage().contains("is not the file it was"), changed.getMessage());
    assertTrue(added.getMessage().contains("org.example:two-1.jar is new"), added.getMessage());
  }

  /** OSV itself is not asked by a test; its answers have the form its documentation gives. */
  @Test
  void refreshingTakesWhatOsvKnowsAndKeepsWhatItDoesNot() throws Exception {
    Path file = Files.copy(SUPPLY.resolve(Advisories.FILE), folder.resolve(Advisories.FILE));
    Files.copy(SUPPLY.resolve("accepted.json"), folder.resolve("accepted.json"));
    HttpServer osv =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    osv.createContext(
        "/",
        exchange -> {
          String asked = new String(exchange.getRequestBody().readAllBytes());
          String path = exchange.getRequestURI().getPath();
          String answer =
              path.equals("/v1/querybatch")
                  ? asked.contains("page_token")
                      ? "{\"results\":[{\"vulns\":[{\"id\":\"GHSA-second\"}]}]}"
                      : "{\"results\":[{\"vulns\":[{\"id\":\"GHSA-first\"}],\"next_page_token\":\"2\"}]}"
                  : osvRecord(path.substring(path.lastIndexOf('/') + 1));
          exchange.sendResponseHeaders(200, answer.length());
          exchange.getResponseBody().write(answer.getBytes());
          exchange.close();
        });
    osv.start();
    try {
      int before = JSON.readTree(file.toFile()).path("advisories").size();
      URI address = URI.create("http://127.0.0.1:" + osv.getAddress().getPort() + "/");

      new RefreshAdvisories(address).refresh(file, Set.of("io.netty:netty-handler"), TODAY);

      Advisories now = Advisories.read(folder);
      assertEquals("2026-12-01", now.refreshed());
      assertTrue(now.reach().contains("2026-12-01"));
      // GHSA-first is the same as CVE-2026-45416, which was entered by hand; GHSA-second is new
      assertEquals(before + 1, now.known().size());
      assertTrue(
          now.of(List.of(dependency("io.netty:netty-handler", "4.1.140.Final")), TODAY).stream()
              .anyMatch(each -> each.advisory().id().equals("GHSA-second")));
    } finally {
      osv.stop(0);
    }
  }

  private static String osvRecord(String id) {
    return """
    {"id": "%s", "aliases": [%s], "summary": "s", "details": "long", "schema_version": "1.7.0",
     "affected": [{"package": {"ecosystem": "Maven", "name": "io.netty:netty-handler"},
       "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "%s"}]}]}]}
    """
        .formatted(
            id,
            id.equals("GHSA-first") ? "\"CVE-2026-45416\"" : "",
            id.equals("GHSA-first") ? "4.1.135.Final" : "4.1.141.Final");
  }

  private static Dependency dependency(String name, String version) {
    return new Dependency(name, version, Path.of(name + ".jar"), Set.of("client-app"));
  }
}
