package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import id.loket.local.process.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The services as the scripts know them, from deploy/services. */
class LoketServiceTest {
  private static final Path CHECKOUT = ProjectFolder.find().resolve("");

  @Test
  void scriptsKnowEveryServiceAndItsFolder() throws Exception {
    assertEquals(titles(Stream.of(LoketService.values())), ask().text().lines().toList());
    assertEquals(titles(LoketService.counter().stream()), ask("counter").text().lines().toList());
    for (LoketService service : LoketService.values()) {
      assertEquals(service.folder(), ask("folder", service.title()).text().strip());
      assertTrue(Files.exists(CHECKOUT.resolve(service.folder()).resolve("pom.xml")));
    }
  }

  @Test
  void scriptsSayWhichServicesThereAre() throws Exception {
    Programs.Output said = ask("folder", "tickets");

    assertTrue(said.text().contains("There is no service tickets: one of client-app ticket-app"));
    assertTrue(!said.succeeded());
  }

  private static List<String> titles(Stream<LoketService> services) {
    return services.map(LoketService::title).toList();
  }

  private static Programs.Output ask(String... arguments) throws Exception {
    return Programs.run(
        CHECKOUT,
        Map.of(),
        Stream.concat(Stream.of("deploy/local/bin/services"), Stream.of(arguments)).toList());
  }
}
