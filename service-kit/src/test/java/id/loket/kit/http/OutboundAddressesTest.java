package id.loket.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A URL a user sets never reaches the inside of the house (SSRF). */
class OutboundAddressesTest {
  private final OutboundAddresses production = new OutboundAddresses(Set.of(), false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:a00:1::1",
        "3fff::1"
      })
  void specialAddressesAreNotPublic(String address) throws Exception {
    assertThat(OutboundAddresses.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"9.9.9.9", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"})
  void publicAddressesAreAllowed(String address) throws Exception {
    assertThat(OutboundAddresses.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org", "ftp://example.org", "https://user:pw@example.org", "https:///x",
        "https://example.org/#x", "file:///etc/passwd", "//example.org", "example.org"
      })
  void onlyPlainHttpsUrlsHaveTheRightForm(String url) {
    assertThat(production.hasAcceptableForm(URI.create(url))).isFalse();
  }

  @Test
  void anAllowListIsKept() {
    OutboundAddresses listed = new OutboundAddresses(Set.of("organiser.example"), false);

    assertThat(listed.hasAcceptableForm(URI.create("https://ORGANISER.example/x"))).isTrue();
    assertThat(listed.hasAcceptableForm(URI.create("https://other.example/x"))).isFalse();
  }

  @Test
  void aStarAllowsWhatIsBelowAName() {
    OutboundAddresses listed = new OutboundAddresses(Set.of("*.push.example"), false);

    assertThat(listed.hasAcceptableForm(URI.create("https://a.b.push.example/x"))).isTrue();
    assertThat(listed.hasAcceptableForm(URI.create("https://push.example/x"))).isFalse();
    assertThat(listed.hasAcceptableForm(URI.create("https://evilpush.example/x"))).isFalse();
    assertThat(listed.hasAcceptableForm(URI.create("https://a.push.example.org/x"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost/", "https://127.0.0.1/", "https://[::1]/"})
  void aNameThatLeadsInsideIsRefusedWhenItIsResolved(String url) {
    assertThatThrownBy(
            () -> production.resolve(URI.create(url)).await().atMost(Duration.ofSeconds(10)))
        .isInstanceOf(OutboundAddresses.NotAllowed.class);
  }
}
