package id.loket.gateway.push;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.hash.ReactiveHashCommands;
import io.quarkus.redis.datasource.keys.ReactiveKeyCommands;
import io.quarkus.redis.datasource.value.ReactiveValueCommands;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What became of each push, in Redis, for as long as a phone may ask. The pushes themselves are in
 * the queue: a Redis that forgets loses no push, only the answer to that question.
 */
@Singleton
class PushStates {
  private static final Logger LOG = Logger.getLogger(PushStates.class);
  private static final String PREFIX = "loket:push:";
  private static final int LONGEST_ANSWER = 32_000;

  private final ReactiveHashCommands<String, String, String> states;
  private final ReactiveValueCommands<String, Long> kept;
  private final ReactiveKeyCommands<String> keys;
  private final PushConfig config;

  PushStates(ReactiveRedisDataSource redis, PushConfig config) {
    this.states = redis.hash(String.class);
    this.kept = redis.value(Long.class);
    this.keys = redis.key();
    this.config = config;
  }

  /**
   * Remembers that a push is kept. It may have been delivered before anybody came to say so; then
   * that stands.
   */
  Uni<Void> stored(KeptPush push) {
    return told(
        push,
        states
            .hset(PREFIX + push.id(), whose(push))
            .chain(
                () -> states.hsetnx(PREFIX + push.id(), "status", PushState.Status.STORED.name())));
  }

  /** Remembers what became of a push. */
  Uni<Void> ended(KeptPush push, PushState.Status status, String answer) {
    Map<String, String> state = whose(push);
    state.put("status", status.name());
    if (answer != null && !answer.isBlank() && answer.length() <= LONGEST_ANSWER) {
      state.put("answer", answer);
    }
    return told(push, states.hset(PREFIX + push.id(), state))
        .chain(() -> states.hsetnx(PREFIX + push.id(), "over", "1"))
        .chain(first -> first ? gives(push) : Uni.createFrom().voidItem())
        .onFailure()
        .recoverWithNull();
  }

  /**
   * Whether a device may have that push kept besides what is kept of it already. Nobody is refused
   * because Redis is away.
   *
   * @param most bytes of pushes of one device
   */
  Uni<Boolean> takes(KeptPush push, long most) {
    return kept.incrby(keptOf(push), push.body().length)
        .call(() -> keys.expire(keptOf(push), config.remembered()))
        .map(all -> all <= most)
        .onFailure()
        .recoverWithItem(true);
  }

  /** What it took of its device's share is free again. */
  Uni<Void> gives(KeptPush push) {
    return kept.decrby(keptOf(push), push.body().length)
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }

  Uni<Optional<PushState>> find(String id) {
    return states
        .hmget(PREFIX + id, "user", "device", "storedAt", "status", "answer")
        .map(
            found ->
                Optional.ofNullable(found.get("status"))
                    .map(
                        status ->
                            new PushState(
                                found.get("user"),
                                found.get("device"),
                                found.get("storedAt"),
                                PushState.Status.valueOf(status),
                                found.get("answer"))));
  }

  private static String keptOf(KeptPush push) {
    return "loket:kept:" + push.device();
  }

  private static Map<String, String> whose(KeptPush push) {
    return new HashMap<>(
        Map.of(
            "user", push.user(), "device", push.device(), "storedAt", push.storedAt().toString()));
  }

  private Uni<Void> told(KeptPush push, Uni<?> written) {
    return written
        .chain(() -> keys.expire(PREFIX + push.id(), config.remembered()))
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.warnf("What became of push %s is not remembered: %s", push.id(), e))
        .onFailure()
        .recoverWithNull();
  }
}
