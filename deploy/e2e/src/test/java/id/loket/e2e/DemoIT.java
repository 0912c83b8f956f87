package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.local.demo.Demo;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code make run} and {@code make demo} show at the end. */
class DemoIT {
  private static final int VISITS = 20;

  private final Town town = Town.get();

  @BeforeEach
  void theOrganiserRefusesSome() {
    town.organiserRefuses(0.2, Duration.ofMillis(50));
  }

  @AfterEach
  void theOrganiserRefusesNobody() {
    town.organiserRefuses(0, Duration.ZERO);
  }

  @Test
  void theFirstBookingIsToldStepByStep() {
    String told = told(out -> Demo.run(Demo.Wanted.first(), town.addresses(), out));

    assertThat(told)
        .containsSubsequence(
            "signed in", "event", "held", "invoice", "INV-", "pay at", "paid", "ticket", "mail");
    assertThat(told).contains("with the PDF", "/messages/");
  }

  @Test
  void manyVisitsAreCounted() {
    String told = told(out -> Demo.run(Demo.Wanted.visits(VISITS), town.addresses(), out));

    assertThat(told)
        .containsPattern("confirmed +\\d+ +\\d+ % ")
        .containsPattern("(a shirt, paid and on its way|order off: payment-failed) +\\d+ ")
        .containsPattern("all +20 +100 %");
  }

  private interface Telling {
    void to(PrintStream out);
  }

  private static String told(Telling telling) {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      telling.to(out);
    }
    String text = told.toString(StandardCharsets.UTF_8);
    System.out.println(text);
    return text;
  }
}
