package id.loket.kit.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What constraints say in Indonesian stands beside the services' own messages, which would hide a
 * bundle of the same name.
 */
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
    assertThat(read("/ContributorValidationMessages_id.properties").stringPropertyNames())
        .containsAll(standard);
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
