package id.loket.client.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hashes as production makes them: the tests of the running service make cheaper ones. */
class PasswordHashesTest {
  private static final int TRIES = 5;

  private final Vertx vertx = Vertx.vertx();
  private PasswordConfig config;
  private PasswordHashes hashes;

  @BeforeEach
  void begin() throws IOException {
    SmallRyeConfig settings =
        new SmallRyeConfigBuilder()
            .withSources(
                new PropertiesConfigSource(
                    PasswordHashes.class.getResource("/application.properties")))
            .withProfile("prod")
            .withMapping(PasswordConfig.class)
            .withValidateUnknown(false)
            .build();
    config = settings.getConfigMapping(PasswordConfig.class);
    hashes = new PasswordHashes(config, vertx);
  }

  @AfterEach
  void end() {
    hashes.close();
    vertx.closeAndAwait();
  }

  @Test
  void aHashCostsWhatOwaspAdvises() {
    assertEquals(7168, config.memoryKib());
    assertEquals(5, config.iterations());
    String hash = hashes.hash("correct horse").await().indefinitely();
    assertTrue(hash.startsWith("$argon2id$v=19$m=7168,t=5,p=1$"), hash);
  }

  @Test
  void anUnknownAddressIsAsMuchWorkAsAWrongPassword() {
    String hash = hashes.hash("correct horse").await().indefinitely();

    long known = fastest(Optional.of(hash));
    long unknown = fastest(Optional.empty());

    assertTrue(unknown > known / 3, "known %d ns, unknown %d ns".formatted(known, unknown));
  }

  private long fastest(Optional<String> hash) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long start = System.nanoTime();
      assertFalse(hashes.matches("not this one", hash).await().indefinitely());
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return fastest;
  }
}
