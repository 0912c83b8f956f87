package id.loket.local.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import id.loket.local.LoketService;
import id.loket.local.Options;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is reached from other machines. */
class ListeningTest {
  private static final int PORT = 1;
  private static final int PRIVATE_PORT = 2;

  @Test
  void nobodyUnlessTold() {
    assertEquals(Set.of(), reached(Options.lasting().with("PUBLIC", "")));
    assertEquals(Set.of(), reached(Options.lasting().with("PUBLIC", "0")));
    assertEquals(Set.of(), reached(Options.temporary().with("PUBLIC", "1")));
  }

  @Test
  void onlyTheEntrancesWhenTold() {
    Options told = Options.lasting().with("PUBLIC", "1");

    assertEquals(EnumSet.of(LoketService.GATEWAY, LoketService.APK_OTA), reached(told));
    assertEquals(
        Map.of(
            "LOKET_GATEWAY_HOST", "0.0.0.0",
            "LOKET_GATEWAY_PORT", "1",
            "QUARKUS_HTTP_HOST", "127.0.0.1",
            "QUARKUS_HTTP_PORT", "2"),
        ServiceProcess.listening(LoketService.GATEWAY, told, PORT, PRIVATE_PORT));
    assertEquals(
        Map.of(
            "QUARKUS_HTTP_HOST", "0.0.0.0",
            "QUARKUS_HTTP_PORT", "1",
            "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT", "2"),
        ServiceProcess.listening(LoketService.APK_OTA, told, PORT, PRIVATE_PORT));
  }

  private static Set<LoketService> reached(Options options) {
    return Stream.of(LoketService.values())
        .filter(
            service ->
                ServiceProcess.listening(service, options, PORT, PRIVATE_PORT)
                    .containsValue("0.0.0.0"))
        .collect(Collectors.toSet());
  }
}
