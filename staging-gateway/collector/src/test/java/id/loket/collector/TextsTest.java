package id.loket.collector;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  @ParameterizedTest
  @ValueSource(strings = {"problems", "lkh"})
  void everyTextIsThereInBothLanguages(String bundle) {
    Messages messages = Messages.of(bundle);

    assertThat(messages.keys(Language.ENGLISH)).isNotEmpty();
    assertThat(messages.keys(Language.INDONESIAN)).isEqualTo(messages.keys(Language.ENGLISH));
  }
}
