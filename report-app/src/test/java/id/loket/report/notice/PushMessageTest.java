package id.loket.report.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What browsers are sent, against the example of RFC 8291 (section 5 and appendix A). */
class PushMessageTest {
  private static final Base64.Decoder BASE64 = Base64.getUrlDecoder();

  @Test
  void theStandardsExampleComesOutByteByByte() throws Exception {
    ECPublicKey browser =
        key(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
    ECPublicKey senderPublic =
        key(
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
    BigInteger d = new BigInteger(1, BASE64.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    PrivateKey senderPrivate =
        KeyFactory.getInstance("EC")
            .generatePrivate(new ECPrivateKeySpec(d, senderPublic.getParams()));

    byte[] message =
        PushMessage.encrypt(
            "When I grow up, I want to be a watermelon",
            browser,
            BASE64.decode("BTBZMqHH6r4Tts7J_aSIgg"),
            new KeyPair(senderPublic, senderPrivate),
            BASE64.decode("DGv6ra1nlYgDCS1FRnbzlw"));

    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(message))
        .isEqualTo(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
  }

  @Test
  void aPointBesideTheCurveIsNoKey() {
    byte[] point =
        BASE64.decode(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
    point[64] ^= 1;

    assertThatThrownBy(() -> PushKey.decode(point)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PushKey.decode(new byte[65]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ECPublicKey key(String base64) {
    ECPublicKey key = PushKey.decode(BASE64.decode(base64));
    assertThat(PushKey.encode(key)).isEqualTo(BASE64.decode(base64));
    return key;
  }
}
