package id.loket.e2e;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs a class of tests once, or as often as the environment's {@code LOKET_TEST_TIMES} says: a
 * fault that is survived nineteen times of twenty is not survived.
 */
final class Rounds implements ClassTemplateInvocationContextProvider {
  private static final int TIMES =
      Integer.parseInt(System.getenv().getOrDefault("LOKET_TEST_TIMES", "1"));

  @Override
  public boolean supportsClassTemplate(ExtensionContext context) {
    return true;
  }

  @Override
  public Stream<ClassTemplateInvocationContext> provideClassTemplateInvocationContexts(
      ExtensionContext context) {
    return IntStream.rangeClosed(1, TIMES).mapToObj(Round::new);
  }

  private record Round(int number) implements ClassTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return "round " + number;
    }
  }
}
