package id.loket.client.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class P256Test {
  @RepeatedTest(50)
  void thePublicHalfIsFoundFromThePrivateOne() {
    KeyPair pair = P256.generate();
    assertEquals(pair.getPublic(), P256.of(pair.getPrivate()).getPublic());
  }

  @Test
  void anotherKindOfKeyIsRefused() throws NoSuchAlgorithmException {
    var other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
    assertThrows(IllegalArgumentException.class, () -> P256.of(other));
  }
}
