package id.loket.ticket.webhook;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import id.loket.kit.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The reference library of Standard Webhooks signs; we verify. */
class WebhookVerifierTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
  private static final String ID = "0192f0c1-4444-7c2d-9e4f-5a6b7c8d9e0f";
  private static final String BODY = "{\"type\":\"invoice.paid\",\"data\":{\"seat\":\"é ☂\"}}";

  private final WebhookVerifier verifier =
      new WebhookVerifier(
          new Settings(Optional.of(List.of(OTHER, SECRET)), Duration.ofMinutes(5)),
          Clock.fixed(NOW, ZoneOffset.UTC));

  /** Settings as the environment gives them. */
  record Settings(Optional<List<String>> secret, Duration tolerance) implements WebhookConfig {}

  @Test
  void whatTheReferenceLibrarySignsIsGenuine() {
    for (String secret : List.of(SECRET, OTHER)) {
      assertThatCode(() -> verify(signed(secret, NOW), NOW, BODY)).doesNotThrowAnyException();
    }
    String two = "v1,bm90IG91cnM= " + signed(SECRET, NOW) + " v1a,c29tZXRoaW5n";
    assertThatCode(() -> verify(two, NOW, BODY)).doesNotThrowAnyException();
  }

  @Test
  void whatItSignedForAnotherBodyTimeOrSecretIsNot() {
    String signature = signed(SECRET, NOW);

    assertThatThrownBy(() -> verify(signature, NOW, BODY + " ")).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> verify(signature, NOW.plusSeconds(1), BODY))
        .isInstanceOf(Problem.class);
    String foreign = signed("whsec_bG9rZXQtZGV2ZWxvcG1lbnQtc2VjcmV0LW9ubHk=", NOW);
    assertThatThrownBy(() -> verify(foreign, NOW, BODY)).isInstanceOf(Problem.class);
  }

  @Test
  void whatItSignedTooLongAgoIsNotFresh() {
    Instant early = NOW.minusSeconds(301);

    assertThatThrownBy(() -> verify(signed(SECRET, early), early, BODY))
        .isInstanceOf(Problem.class);
  }

  private void verify(String signature, Instant at, String body) {
    verifier.verify(
        ID, String.valueOf(at.getEpochSecond()), signature, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String signed(String secret, Instant at) {
    try {
      return new Webhook(secret).sign(ID, at.getEpochSecond(), BODY);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
