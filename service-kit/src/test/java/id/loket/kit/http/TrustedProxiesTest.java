package id.loket.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private static final TrustedProxies PROXIES =
      TrustedProxies.of(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/33", " "));

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          # remote; X-Forwarded-For lines, | between them; who calls
          203.0.113.5; 198.51.100.1; 203.0.113.5
          10.1.2.3; 198.51.100.1; 198.51.100.1
          10.1.2.3; 6.6.6.6, 198.51.100.1; 198.51.100.1
          10.1.2.3; 6.6.6.6, 198.51.100.1, 192.0.2.7, 10.9.9.9; 198.51.100.1
          10.1.2.3; 6.6.6.6 | 198.51.100.1; 198.51.100.1
          10.1.2.3; 198.51.100.1 | 10.4.4.4; 198.51.100.1
          10.1.2.3; 10.4.4.4, 10.5.5.5; 10.4.4.4
          10.1.2.3; 198.51.100.1, unknown; 10.1.2.3
          10.1.2.3; 198.51.100.1, unknown, 10.4.4.4; 10.4.4.4
          10.1.2.3; 198.51.100.1:4711; 198.51.100.1
          10.1.2.3; [2001:db8:ffff::1]:4711; 2001:db8:ffff:0:0:0:0:1
          2001:db8:1::5; 198.51.100.1; 198.51.100.1
          2001:db8:8000::5; 198.51.100.1; 2001:db8:8000:0:0:0:0:5
          ::ffff:10.1.2.3; 198.51.100.1; 198.51.100.1
          """)
  void theCallerIsTheRightmostAddressThatIsNoTrustedProxy(
      String remote, String lines, String caller) {
    ClientAddress connected = ClientAddress.parse(remote).orElseThrow();

    assertThat(PROXIES.callerOf(connected, List.of(lines.split("\\|"))).text()).isEqualTo(caller);
  }

  @Test
  void nothingForwardedIsBelievedWithoutTrustedProxies() {
    ClientAddress connected = ClientAddress.parse("127.0.0.1").orElseThrow();

    assertThat(TrustedProxies.of(List.of()).callerOf(connected, List.of("6.6.6.6")))
        .isEqualTo(connected);
    assertThat(PROXIES.callerOf(ClientAddress.parse("10.1.1.1").orElseThrow(), List.of()).text())
        .isEqualTo("10.1.1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy.example", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129"})
  void whatIsNeitherAnAddressNorANetworkIsTold(String text) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::ffff:192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2:0:0:0:0/64",
    "2001:db8:1:2:ffff::1, 2001:db8:1:2:0:0:0:0/64",
    "fe80::1%eth0, fe80:0:0:0:0:0:0:0/64",
  })
  void callersAreCountedByAddressAndByNetworkOfIpv6(String address, String group) {
    assertThat(ClientAddress.parse(address).orElseThrow().group()).isEqualTo(group);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "unknown", "localhost", "_hidden", "1.2.3.4.5", "[::1", "1.2.3.4, 5"})
  void whatIsNoAddressIsNone(String text) {
    assertThat(ClientAddress.parse(text)).isEmpty();
  }
}
