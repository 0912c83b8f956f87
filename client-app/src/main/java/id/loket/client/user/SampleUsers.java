package id.loket.client.user;

import id.loket.kit.auth.Role;
import id.loket.kit.id.Ids;
import id.loket.kit.language.Language;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * One verified user per role, {@code <role>@loket.test} with password {@code loket-<role>-local},
 * for trying Loket out. Never outside of a developer's machine: LOKET_DEMO_USERS.
 */
@Singleton
public class SampleUsers {
  private static final Logger LOG = Logger.getLogger(SampleUsers.class);
  private static final Duration LONGEST_START = Duration.ofSeconds(30);
  private static final String PASSWORD = "loket-%s-local";

  private final boolean wanted;
  private final UserStore store;
  private final PasswordHashes passwords;
  private final Pool pool;

  SampleUsers(
      @ConfigProperty(name = "loket.demo-users") boolean wanted,
      UserStore store,
      PasswordHashes passwords,
      Pool pool) {
    this.wanted = wanted;
    this.store = store;
    this.passwords = passwords;
    this.pool = pool;
  }

  void make(@Observes StartupEvent start) {
    if (wanted) {
      LOG.warn("Sample users with well-known passwords exist (LOKET_DEMO_USERS)");
      Multi.createFrom()
          .items(Role.ADMIN, Role.ORGANISER, Role.OFFICER, Role.COLLECTOR, Role.CITIZEN)
          .onItem()
          .transformToUniAndConcatenate(this::make)
          .collect()
          .last()
          .await()
          .atMost(LONGEST_START);
    }
  }

  private Uni<Void> make(String role) {
    UUID id = Ids.next();
    PersonalData data =
        new PersonalData(
            Character.toUpperCase(role.charAt(0)) + role.substring(1) + " Loket",
            role + "@loket.test",
            null,
            Language.INDONESIAN,
            Set.of(role));
    return passwords
        .hash(PASSWORD.formatted(role))
        .map(hash -> new User(id, data, hash))
        .chain(
            user ->
                pool.withTransaction(
                    transaction ->
                        store
                            .insert(transaction, user)
                            .chain(made -> made ? store.verify(transaction, id) : nothing())))
        .replaceWithVoid();
  }

  private static Uni<Boolean> nothing() {
    return Uni.createFrom().item(false);
  }
}
