package id.loket.client.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.secret.SecretBox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String OTHER_KEY =
      Base64.getEncoder().encodeToString("other key, other key, other key.".getBytes());

  /** RFC 6238 appendix B, SHA-1. */
  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void codesAreThoseOfTheStandard(long seconds, String code) {
    byte[] secret = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    long step = Totp.stepAt(Instant.ofEpochSecond(seconds));

    assertThat(Totp.code(secret, step, 8)).isEqualTo(code);
    assertThat(Totp.code(secret, step)).isEqualTo(code.substring(2));
  }

  /** RFC 4648 §10. */
  @ParameterizedTest
  @CsvSource({
    "f, MY",
    "fo, MZXQ",
    "foo, MZXW6",
    "foob, MZXW6YQ",
    "fooba, MZXW6YTB",
    "foobar, MZXW6YTBOI"
  })
  void secretsAreWrittenAsTheStandardWrites(String text, String written) {
    assertThat(Totp.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(written);
  }

  @Test
  void aSecretIsOpenedForItsUserOnlyAndWithAFormerKeyToo() {
    UUID user = UUID.randomUUID();
    byte[] secret = Totp.newSecret();
    byte[] sealed = SecretBox.of(KEY).seal(user, secret);

    assertThat(SecretBox.of(KEY).open(user, sealed)).isEqualTo(secret);
    assertThat(SecretBox.of(OTHER_KEY + "," + KEY).open(user, sealed)).isEqualTo(secret);
    assertThatThrownBy(() -> SecretBox.of(KEY).open(UUID.randomUUID(), sealed))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SecretBox.of(OTHER_KEY).open(user, sealed))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SecretBox.of("c2hvcnQ="))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("c2hvcnQ");
  }
}
