package id.loket.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KeysTest {
  @Test
  void thePublicHalfOfAKeyIsFound() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

    assertThat(Keys.ed25519PublicKeyOf(pair.getPrivate())).isEqualTo(pair.getPublic());
  }

  @Test
  void aKeyIsReadAsConfigurationCarriesIt() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String text = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());

    assertThat(Keys.privateKey("Ed25519", text)).isEqualTo(pair.getPrivate());
  }

  @Test
  void aBrokenKeyIsSaidSoWithoutRepeatingIt() {
    assertThatThrownBy(() -> Keys.privateKey("Ed25519", "c2VjcmV0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("c2VjcmV0");
  }
}
