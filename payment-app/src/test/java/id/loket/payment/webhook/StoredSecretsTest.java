package id.loket.payment.webhook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Receivers' secrets at rest. */
class StoredSecretsTest {
  private static final String KEY = key((byte) 1);
  private static final String OTHER = key((byte) 2);

  private final UUID receiver = UUID.randomUUID();
  private final WebhookSecret secret = WebhookSecret.next(new SecureRandom());

  @Test
  void whatIsWrittenIsReadByItsReceiverAlone() {
    String text = secrets(KEY).write(receiver, secret);

    assertFalse(text.contains(secret.text().substring("whsec_".length())));
    assertArrayEquals(secret.key(), secrets(KEY).read(receiver, text).key());
    assertThrows(IllegalStateException.class, () -> secrets(KEY).read(UUID.randomUUID(), text));
  }

  @Test
  void aKeyIsExchangedByNamingTheFormerOneBehind() {
    String text = secrets(KEY).write(receiver, secret);

    assertArrayEquals(secret.key(), secrets(OTHER + "," + KEY).read(receiver, text).key());
    assertThrows(IllegalStateException.class, () -> secrets(OTHER).read(receiver, text));
    assertThrows(IllegalStateException.class, () -> secrets(null).read(receiver, text));
  }

  @Test
  void whatWasWrittenWithoutAKeyIsStillRead() {
    String text = secrets(null).write(receiver, secret);

    assertEquals(secret.text(), text);
    assertArrayEquals(secret.key(), secrets(KEY).read(receiver, text).key());
  }

  private static StoredSecrets secrets(String key) {
    return new StoredSecrets(
        (WebhookConfig)
            Proxy.newProxyInstance(
                StoredSecretsTest.class.getClassLoader(),
                new Class<?>[] {WebhookConfig.class},
                (proxy, method, arguments) -> Optional.ofNullable(key)));
  }

  private static String key(byte filledWith) {
    byte[] key = new byte[32];
    Arrays.fill(key, filledWith);
    return Base64.getEncoder().encodeToString(key);
  }
}
