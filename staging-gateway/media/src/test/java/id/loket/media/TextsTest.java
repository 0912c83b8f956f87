package id.loket.media;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void everyTextIsThereInBothLanguages() {
    Messages messages = Messages.of("problems");

    assertThat(messages.keys(Language.ENGLISH)).contains("upload-expired.title");
    assertThat(messages.keys(Language.INDONESIAN)).isEqualTo(messages.keys(Language.ENGLISH));
  }
}
