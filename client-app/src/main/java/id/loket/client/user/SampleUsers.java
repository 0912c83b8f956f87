package id.loket.client.user;

import static id.loket.client.user.PasswordHashes.CLOSED;

import id.loket.client.user.UserStore.Known;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * One verified user per role, {@code <role>@loket.test} with password {@code loket-<role>-local},
 * for trying Loket out. Never outside of a developer's machine: LOKET_DEMO_USERS. Where they are
 * not wanted, those an earlier start has made can sign in no longer.
 */
@Singleton
public class SampleUsers {
  private static final Logger LOG = Logger.getLogger(SampleUsers.class);
  private static final List<String> ROLES =
      List.of(Role.ADMIN, Role.ORGANISER, Role.OFFICER, Role.COLLECTOR, Role.CITIZEN);
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
    }
    store
        .known(pool, ROLES.stream().map(SampleUsers::emailOf).toList())
        .map(all -> all.stream().collect(Collectors.toMap(Known::email, known -> known)))
        .chain(all -> each(role -> makeOrClose(role, Optional.ofNullable(all.get(emailOf(role))))))
        .await()
        .atMost(LONGEST_START);
  }

  private static Uni<Void> each(Function<String, Uni<Void>> role) {
    return Multi.createFrom()
        .iterable(ROLES)
        .onItem()
        .transformToUniAndConcatenate(role::apply)
        .collect()
        .last();
  }

  private Uni<Void> makeOrClose(String role, Optional<Known> known) {
    if (wanted) {
      return known.map(there -> open(there, role)).orElseGet(() -> make(role));
    }
    return known.map(there -> close(there, role)).orElseGet(SampleUsers::nothing);
  }

  /** One of an earlier start: whoever knows its password must not get in any more. */
  private Uni<Void> close(Known user, String role) {
    return user.hash().equals(CLOSED)
        ? nothing()
        : passwords
            .matches(PASSWORD.formatted(role), Optional.of(user.hash()))
            .chain(isKnown -> isKnown ? close(user) : nothing());
  }

  private Uni<Void> close(Known user) {
    return pool.withTransaction(
        transaction ->
            store
                .replaceHash(transaction, user.id(), user.hash(), CLOSED)
                .chain(() -> store.endSessions(transaction, user.id())));
  }

  private Uni<Void> open(Known user, String role) {
    return user.hash().equals(CLOSED)
        ? passwords
            .hash(PASSWORD.formatted(role))
            .chain(hash -> store.replaceHash(pool, user.id(), CLOSED, hash))
            .replaceWithVoid()
        : nothing();
  }

  private static String emailOf(String role) {
    return role + "@loket.test";
  }

  private Uni<Void> make(String role) {
    PersonalData data =
        new PersonalData(
            Character.toUpperCase(role.charAt(0)) + role.substring(1) + " Loket",
            emailOf(role),
            null,
            Language.INDONESIAN,
            Set.of(role));
    return make(data, PASSWORD.formatted(role));
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
