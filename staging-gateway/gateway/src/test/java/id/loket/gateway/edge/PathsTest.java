package id.loket.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathsTest {

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/b, /a/b",
    "/a/b/, /a/b",
    "/%71/metrics, /q/metrics",
    "/%73essions, /sessions",
    "/sess%69ons/, /sessions",
    "/a%7Eb%2Db%5F, /a~b-b_",
    "/a%20b, /a%20b",
    "/caf%c3%A9, /caf%c3%A9",
    "/a.b/c..d, /a.b/c..d",
    "/a:b@c=d&e'f(g)*h+i!j$k, /a:b@c=d&e'f(g)*h+i!j$k",
  })
  void aPathHasOneSpelling(String sent, String decidedBy) {
    assertThat(Paths.normalised(sent)).contains(decidedBy);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "*",
        "//a",
        "/a//b",
        "/a/./b",
        "/a/../b",
        "/..",
        "/a/%2e%2E/b",
        "/a/.%2e",
        "/a%2Fb",
        "/a%5cb",
        "/a\\b",
        "/a;b",
        "/a%00",
        "/a%2571",
        "/%",
        "/a%2",
        "/a%zz",
        "/a b",
        "/a\r\nb",
        "/caf\u00e9",
        "/a#b"
      })
  void whatTwoReadersCouldReadDifferentlyHasNone(String sent) {
    assertThat(Paths.normalised(sent)).isEmpty();
  }
}
