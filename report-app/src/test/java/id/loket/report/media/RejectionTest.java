package id.loket.report.media;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RejectionTest {
  @ParameterizedTest
  @EnumSource(Rejection.class)
  void everyReasonIsExplained(Rejection reason) {
    assertThat(Messages.of("media").keys(Language.ENGLISH)).contains("rejected." + reason.code());
  }
}
