package id.loket.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"push\":[{\"id\":1}]}",
        "{\"pull\":{\"push\":[]},\"push\":[{\"a\":[{}]},{}],\"more\":[1,[2]]}",
        "{\"push\":[1,2,3]}"
      })
  void carriesItems(String body) {
    assertThat(Pushes.carriesItems(body.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"push\":[]}",
        "{\"pull\":{\"push\":[1]}}",
        "{\"push\":null}",
        "{\"push\":[1]",
        "{\"push\":[1",
        "[1]",
        "",
        "nonsense"
      })
  void carriesNone(String body) {
    assertThat(Pushes.carriesItems(body.getBytes(StandardCharsets.UTF_8))).isFalse();
  }
}
