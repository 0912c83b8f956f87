package id.loket.client.user;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hashes and checks passwords with Argon2id on a few threads of its own: the event loop never waits
 * for it, and a flood of sign-ins takes neither all processors nor all memory.
 */
@Singleton
public class PasswordHashes {
  /** No password has this hash: that of an account nobody is to sign in to. */
  static final String CLOSED =
      "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private static final int SALT_BYTES = 16;
  private static final int PARALLELISM = 1;
  private static final int HASH_BYTES = 32;

  private final Argon2Function argon2;
  private final Threads signIns;
  private final Threads registrations;
  private final String nobodys;

  PasswordHashes(PasswordConfig config, Vertx vertx) {
    this.argon2 =
        Argon2Function.getInstance(
            config.memoryKib(), config.iterations(), PARALLELISM, HASH_BYTES, Argon2.ID);
    this.signIns = new Threads(vertx, "loket-passwords", config.threads(), config.waiting());
    this.registrations =
        new Threads(
            vertx,
            "loket-registrations",
            config.registrationThreads(),
            config.registrationsWaiting());
    this.nobodys = nobodys();
  }

  /** The hash of no password there is, made without the work that hashing is. */
  private String nobodys() {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[SALT_BYTES];
    byte[] hash = new byte[HASH_BYTES];
    random.nextBytes(salt);
    random.nextBytes(hash);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            argon2.getVersion(),
            argon2.getMemory(),
            argon2.getIterations(),
            argon2.getParallelism(),
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }

  /** The hash of a new password. */
  Uni<String> hash(String password) {
    return signIns.run(() -> hashNow(password));
  }

  /** The hash of a stranger's password, on threads that whoever signs in does not need. */
  Uni<String> hashForRegistration(String password) {
    return registrations.run(() -> hashNow(password));
  }

  /** Whether a hash was made with other parameters than hashes are made with now. */
  boolean isOutdated(String hash) {
    return !hash.startsWith(
        nobodys.substring(0, nobodys.lastIndexOf('$', nobodys.lastIndexOf('$') - 1)));
  }

  /**
   * Whether a password is the one of that hash. Without a hash, because there is no such user, the
   * answer is no after the same amount of work.
   */
  Uni<Boolean> matches(String password, Optional<String> hash) {
    return signIns.run(
        () ->
            Password.check(password, hash.orElse(nobodys))
                    .with(Argon2Function.getInstanceFromHash(hash.orElse(nobodys)))
                && hash.isPresent());
  }

  private String hashNow(String password) {
    return Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2).getResult();
  }

  @PreDestroy
  void close() {
    signIns.threads.closeAndForget();
    registrations.threads.closeAndForget();
  }

  /** Threads, and how many may wait for one. */
  private static final class Threads {
    private final WorkerExecutor threads;
    private final int mostWaiting;
    private final AtomicInteger waiting = new AtomicInteger();

    Threads(Vertx vertx, String name, int count, int mostWaiting) {
      this.threads = vertx.createSharedWorkerExecutor(name, count);
      this.mostWaiting = mostWaiting;
    }

    <T> Uni<T> run(Callable<T> work) {
      return Uni.createFrom()
          .deferred(
              () -> {
                if (waiting.incrementAndGet() > mostWaiting) {
                  waiting.decrementAndGet();
                  throw new Problem(ProblemType.UNAVAILABLE).header("Retry-After", "2");
                }
                return threads
                    .executeBlocking(work, false)
                    .onTermination()
                    .invoke(() -> waiting.decrementAndGet());
              });
    }
  }
}
