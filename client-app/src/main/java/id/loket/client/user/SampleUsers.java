package id.loket.client.user;

import id.loket.kit.auth.Role;
import id.loket.kit.id.Ids;
import id.loket.kit.language.Language;
import id.loket.kit.schema.SchemaCurrent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
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

  void make(@Observes SchemaCurrent tables) {
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
    PersonalData data =
        new PersonalData(
            Character.toUpperCase(role.charAt(0)) + role.substring(1) + " Loket",
            role + "@loket.test",
            null,
            Language.INDONESIAN,
            Set.of(role));
    return store
        .exists(pool, data.email())
        .chain(there -> there ? nothing() : make(data, PASSWORD.formatted(role)));
  }

  private Uni<Void> make(PersonalData data, String password) {
    return passwords
        .hash(password)
        .map(hash -> new User(Ids.next(), data, hash))
        .chain(user -> pool.withTransaction(transaction -> insert(transaction, user)));
  }

  /** Another replica may have been faster. */
  private Uni<Void> insert(SqlClient transaction, User user) {
    return store
        .insert(transaction, user)
        .chain(made -> made ? store.verify(transaction, user.id()).replaceWithVoid() : nothing());
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }
}
