package id.loket.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.problem.Problem;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ETagsTest {
  @Property
  void aTagHandedOutIsUnderstood(@ForAll long version) {
    assertThat(ETags.required(ETags.of(version))).isEqualTo(version);
    assertThat(ETags.matches(ETags.of(version), version)).isTrue();
  }

  @Property
  void anyOtherTagIsStaleNeverAnError(@ForAll String tag) {
    assertThatThrownBy(() -> ETags.required("W/" + tag)).isInstanceOf(Problem.class);
  }

  @Test
  void aMissingTagIsAskedFor() {
    assertThatThrownBy(() -> ETags.required(null))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.type().status()).isEqualTo(428));
  }
}
