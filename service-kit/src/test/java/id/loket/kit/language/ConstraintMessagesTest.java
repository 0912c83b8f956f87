package id.loket.kit.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What constraints say, in one bundle for all services: a second of its name would hide it. */
class ConstraintMessagesTest {
  @Test
  void everyConstraintOfTheStandardSpeaksIndonesian() {
    Set<String> standard =
        read("/org/hibernate/validator/ValidationMessages.properties")
            .stringPropertyNames()
            .stream()
            .filter(name -> name.startsWith("jakarta.validation.constraints."))
            .collect(Collectors.toSet());

    assertThat(standard).hasSizeGreaterThan(20);
    assertThat(read("/ValidationMessages_id.properties").stringPropertyNames())
        .containsAll(standard);
  }

  @Test
  void ourOwnConstraintsSpeakBothLanguages() {
    Set<String> english = read("/ValidationMessages.properties").stringPropertyNames();

    assertThat(english).isNotEmpty().allMatch(name -> name.startsWith("loket."));
    assertThat(read("/ValidationMessages_id.properties").stringPropertyNames())
        .containsAll(english);
  }

  private static Properties read(String resource) {
    Properties properties = new Properties();
    try (InputStream in = ConstraintMessagesTest.class.getResourceAsStream(resource)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
