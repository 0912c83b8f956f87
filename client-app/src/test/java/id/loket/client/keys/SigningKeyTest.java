package id.loket.client.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;

class SigningKeyTest {
  private final KeyPair former = P256.generate();
  private final KeyPair next = P256.generate();

  @Test
  void aTokenOfTheFormerKeyStaysGoodWhileItIsReplaced() throws Exception {
    SigningKey before = key(former, next);
    SigningKey after = key(next, former);
    String subject = UUID.randomUUID().toString();

    for (SigningKey signing : List.of(before, after)) {
      String token = signing.sign("{\"sub\":\"" + subject + "\"}");
      for (SigningKey publishing : List.of(before, after)) {
        var keys = new JsonWebKeySet(publishing.keySet()).getJsonWebKeys();
        assertThat(keys).hasSize(2);
        assertThat(
                new JwtConsumerBuilder()
                    .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys))
                    .build()
                    .processToClaims(token)
                    .getSubject())
            .isEqualTo(subject);
      }
    }
  }

  @Test
  void privateHalvesAreNeverPublished() {
    assertThat(key(next, former).keySet()).doesNotContain("\"d\"");
  }

  private static SigningKey key(KeyPair signing, KeyPair... others) {
    return new SigningKey(
        new KeyConfig() {
          @Override
          public Optional<String> privateKey() {
            return Optional.of(base64(signing.getPrivate().getEncoded()));
          }

          @Override
          public Optional<String> otherKeys() {
            return Optional.of(
                Stream.of(others)
                    .map(pair -> base64(pair.getPublic().getEncoded()))
                    .collect(java.util.stream.Collectors.joining(",")));
          }
        });
  }

  private static String base64(byte[] der) {
    return Base64.getEncoder().encodeToString(der);
  }
}
