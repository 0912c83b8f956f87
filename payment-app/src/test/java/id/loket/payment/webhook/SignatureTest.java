package id.loket.payment.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
  // The example that Standard Webhooks and its libraries publish.
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1614265330);
  private static final String BODY = "{\"test\": 2432232314}";
  private static final String SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void thePublishedExampleIsSignedAsPublished() {
    assertEquals(SIGNED, Signature.of(ID, AT, BODY, List.of(WebhookSecret.parse(SECRET))));
  }

  @Test
  void theReferenceLibraryVerifiesWhatWeSignAndNothingElse() throws Exception {
    String body = "{\"type\":\"invoice.paid\",\"data\":{\"description\":\"Kursi é ☂\"}}";
    WebhookSecret secret = WebhookSecret.next(new SecureRandom());
    WebhookSecret former = WebhookSecret.next(new SecureRandom());
    Instant now = Instant.now();
    Map<String, List<String>> headers =
        Map.of(
            "webhook-id", List.of(ID),
            "webhook-timestamp", List.of(String.valueOf(now.getEpochSecond())),
            "webhook-signature", List.of(Signature.of(ID, now, body, List.of(secret, former))));

    new Webhook(secret.text()).verify(body, headers);
    new Webhook(former.text()).verify(body, headers);

    assertThrows(
        WebhookVerificationException.class,
        () -> new Webhook(secret.text()).verify(body + " ", headers));
    assertThrows(
        WebhookVerificationException.class,
        () -> new Webhook(WebhookSecret.next(new SecureRandom()).text()).verify(body, headers));
  }

  @Test
  void whileSecretsAreExchangedBothSign() {
    WebhookSecret newer = WebhookSecret.next(new SecureRandom());

    String header = Signature.of(ID, AT, BODY, List.of(newer, WebhookSecret.parse(SECRET)));

    assertEquals(2, header.split(" ").length);
    assertEquals(SIGNED, header.split(" ")[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"})
  void aSecretOfAnotherFormIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> WebhookSecret.parse(text));
  }

  @Test
  void aSecretDoesNotShowItselfInLogs() {
    assertFalse(WebhookSecret.parse(SECRET).toString().contains("MfKQ9r8"));
  }
}
