package id.loket.kit.start;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.auth.Keys;
import id.loket.kit.tls.TlsConfig.Encryption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final String SECRET = "c2VjcmV0";

  @Test
  void whatIsRequiredInProductionMayBeLeftOutInDevelopment() {
    assertThat(missing(new Faults(true, Encryption.REQUIRED)))
        .containsExactly("LOKET_SERVICE_KEY is not set: set it to a key");
    assertThat(missing(new Faults(false, Encryption.REQUIRED))).isEmpty();
  }

  @Test
  void whatCannotBeReadIsWrongEverywhereAndNeverRepeated() {
    Faults faults =
        new Faults(false, Encryption.REQUIRED)
            .readable(
                "LOKET_SERVICE_KEY",
                Optional.of(SECRET),
                key -> Keys.privateKey("Ed25519", key),
                "set it to a key");

    assertThat(faults.found())
        .containsExactly(
            "LOKET_SERVICE_KEY is wrong (not a PKCS #8 Ed25519 key in base64): set it to a key");
  }

  @Test
  void aUrlNeedsASchemeAndAHost() {
    for (String wrong : Set.of("nowhere", "http:///path", "ftp://host", "http://a b")) {
      assertThat(url(wrong)).as(wrong).hasSize(1).allMatch(fault -> fault.startsWith("URL is"));
    }
    assertThat(url("http://host:8092")).isEmpty();
    assertThat(url("file:/keys.json")).isEmpty();
  }

  @Test
  void whatLeavesThisMachineIsEncrypted() {
    List<String> both = List.of("https", "http");
    for (String open : Set.of("http://host:8092", "http://10.0.0.1", "http://127.0.0.1.example")) {
      assertThat(new Faults(true, Encryption.REQUIRED).url("URL", open, both).found())
          .as(open)
          .singleElement()
          .asString()
          .contains("URL leads to another machine in the clear", "https://", "LOKET_TLS");
      assertThat(new Faults(true, Encryption.OFF).url("URL", open, both).found()).isEmpty();
      assertThat(new Faults(false, Encryption.REQUIRED).url("URL", open, both).found()).isEmpty();
    }
    for (String inside : Set.of("http://ticket-app", "http://a.loket.svc:1")) {
      assertThat(new Faults(true, Encryption.MESH).url("URL", inside, both).found()).isEmpty();
      assertThat(new Faults(true, Encryption.REQUIRED).url("URL", inside, both).found()).hasSize(1);
    }
    assertThat(new Faults(true, Encryption.MESH).url("URL", "http://a.example", both).found())
        .hasSize(1);
    for (String kept :
        Set.of("https://host", "http://127.0.0.1:1", "http://[::1]:1", "http://localhost")) {
      assertThat(new Faults(true, Encryption.REQUIRED).url("URL", kept, both).found())
          .as(kept)
          .isEmpty();
    }
  }

  @Test
  void aDurationThatIsNoneIsToldWithItsVariable() {
    String text =
        """
        Configuration validation failed:
        \tjava.lang.IllegalArgumentException: SRCFG00039: The config property loket.booking.payment-window with the config value "a while" threw an Exception whilst being converted Text cannot be parsed to a Duration
        """;

    assertThat(line(text, Map.of("LOKET_PAYMENT_WINDOW", "a while")))
        .contains("LOKET_PAYMENT_WINDOW \"a while\" is wrong (Text cannot be parsed to a Duration)")
        .contains("loket.booking.payment-window")
        .doesNotContain("\n");
    assertThat(line(text, Map.of())).contains("LOKET_BOOKING_PAYMENT_WINDOW \"a while\" is wrong");
  }

  @Test
  void anUnreadableSecretIsNotShown() {
    String text =
        "SRCFG00039: The config property loket.some.secret with the config value \""
            + SECRET
            + "\" threw an Exception whilst being converted bad "
            + SECRET;

    assertThat(line(text, Map.of())).contains("LOKET_SOME_SECRET is wrong").doesNotContain(SECRET);
  }

  @Test
  void whatIsNoFaultOfTheConfigurationIsLeftAsItIs() {
    assertThat(UnreadableConfiguration.line("something else broke", Map.of())).isEmpty();
  }

  private static List<String> missing(Faults faults) {
    return faults.required("LOKET_SERVICE_KEY", Optional.of(" "), "set it to a key").found();
  }

  private static List<String> url(String value) {
    return new Faults(true, Encryption.OFF).url("URL", value, List.of("http", "file")).found();
  }

  private static String line(String text, Map<String, String> environment) {
    return UnreadableConfiguration.line(text, environment).orElseThrow();
  }
}
