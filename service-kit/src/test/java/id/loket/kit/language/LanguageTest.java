package id.loket.kit.language;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id | INDONESIAN", "id-ID,id;q=0.9,en;q=0.8 | INDONESIAN", "en-US,id;q=0.5 | ENGLISH",
        "fr,id;q=0.3 | INDONESIAN", "fr | ENGLISH", "* | ENGLISH"
      })
  void theBestMatchIsSpoken(String header, Language language) {
    assertThat(Language.preferred(header)).isEqualTo(language);
  }

  @Property
  void noHeaderIsAnError(@ForAll String header) {
    assertThat(Language.preferred(header)).isNotNull();
  }

  @Test
  void everyProblemSpeaksBothLanguages() {
    Messages problems = Messages.of("problems");

    assertThat(problems.keys(Language.INDONESIAN)).isEqualTo(problems.keys(Language.ENGLISH));
  }
}
