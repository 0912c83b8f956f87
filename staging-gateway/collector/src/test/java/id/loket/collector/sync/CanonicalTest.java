package id.loket.collector.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CanonicalTest {
  private final ObjectMapper json = new ObjectMapper();

  @Test
  void membersAreSortedTextEscapedAndNullsLeftOut() throws Exception {
    JsonNode node =
        json.readTree(
            """
            {"b": [1, 2.50, -0.0, 1e2], "a": null, "c": {"z": "\\u20ac\\u0001\\n\\"", "é": true}}
            """);

    assertThat(Canonical.text(node))
        .isEqualTo("{\"b\":[1,2.5,0,100],\"c\":{\"z\":\"€\\u0001\\n\\\"\",\"é\":true}}");
  }

  @Test
  void theHashIsTheOneOfTheText() {
    assertThat(Canonical.hash("test"))
        .isEqualTo("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
  }

  @Property(tries = 200)
  void howItWasWrittenDoesNotMatter(
      @ForAll @Size(max = 6) List<@StringLength(max = 5) String> names,
      @ForAll @DoubleRange(min = -180, max = 180) double degrees,
      @ForAll long seed)
      throws Exception {
    double place = Math.round(degrees * 1e6) / 1e6;
    List<String> members = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      members.add(json.writeValueAsString(i + names.get(i)) + " : " + place);
    }
    JsonNode one = json.readTree("{" + String.join(",", members) + "}");
    Collections.shuffle(members, new Random(seed));
    JsonNode other = json.readTree("{\n" + String.join(" ,\t", members) + "}");

    assertThat(Canonical.text(other)).isEqualTo(Canonical.text(one));
    assertThat(json.readTree(Canonical.text(one)).size()).isEqualTo(one.size());
  }
}
