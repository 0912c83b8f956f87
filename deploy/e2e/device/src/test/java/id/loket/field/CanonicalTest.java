package id.loket.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void aDocumentHasOneForm() throws Exception {
    assertThat(
            Canonical.write(json.readTree("{ \"b\": [1, 2.50, -0.0], \"a\": null, \"A\": true }")))
        .isEqualTo("{\"A\":true,\"b\":[1,2.5,0]}");
    assertThat(Canonical.write(json.readTree("{\"lat\": -6.917464, \"amount\": 150000}")))
        .isEqualTo("{\"amount\":150000,\"lat\":-6.917464}");
  }

  /** The example of RFC 8785, §3.2.2, as far as it is about text. */
  @Test
  void textIsWrittenAsTheRfcDoes() throws Exception {
    assertThat(
            Canonical.write(
                json.readTree("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"")))
        .isEqualTo("\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  }

  @Test
  void theOrderOfItemsDoesNotMatter() {
    assertThat(Canonical.digest(Map.of("b", "2", "a", "1")))
        .isEqualTo(Canonical.sha256("a 1\nb 2\n".getBytes()));
  }
}
