package id.loket.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushesTest {
  private static final long LIMIT = 100_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"push\":[{\"id\":1}]}",
        "{\"pull\":{\"push\":[]},\"push\":[{\"a\":[{}]},{}],\"more\":[1,[2]]}",
        "{\"push\":[1,2,3]}"
      })
  void carriesItems(String body) throws Exception {
    assertThat(Pushes.carriesItems(bytes(body), null, LIMIT)).isTrue();
    assertThat(Pushes.carriesItems(packed(body), "gzip", LIMIT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"push\":[]}",
        "{\"pull\":{\"push\":[1]}}",
        "{\"push\":null}",
        "{\"push\":[1]",
        "{\"push\":[1]} more",
        "{\"push\":[1",
        "[1]",
        "",
        "nonsense"
      })
  void carriesNone(String body) throws Exception {
    assertThat(Pushes.carriesItems(bytes(body), null, LIMIT)).isFalse();
    assertThat(Pushes.carriesItems(packed(body), "gzip", LIMIT)).isFalse();
  }

  @Test
  void whatIsPackedOtherwiseOrDamagedCarriesNone() throws Exception {
    byte[] packed = packed("{\"push\":[1]}");
    assertThat(Pushes.carriesItems(packed, "br", LIMIT)).isFalse();
    assertThat(Pushes.carriesItems(packed, null, LIMIT)).isFalse();
    assertThat(Pushes.carriesItems(Arrays.copyOf(packed, 15), "gzip", LIMIT)).isFalse();
    assertThat(Pushes.carriesItems(bytes("{\"push\":[1]}"), "gzip", LIMIT)).isFalse();
  }

  @Test
  void whatUnpacksToMoreThanMayBeIsTooLargeWhereverItGrows() throws Exception {
    String blank = " ".repeat((int) LIMIT);
    for (String bomb : List.of("{\"push\":[1]" + blank + "}", "{\"push\":[1]}" + blank)) {
      assertThatThrownBy(() -> Pushes.carriesItems(packed(bomb), "gzip", LIMIT))
          .isInstanceOf(Pushes.TooLarge.class);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes(text));
    }
    return packed.toByteArray();
  }
}
