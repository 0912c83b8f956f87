package id.loket.gateway.push;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
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

  private final ReactiveRedisDataSource redis;
  private final PushConfig config;

  PushStates(ReactiveRedisDataSource redis, PushConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /**
   * Remembers that a push is kept. It may have been delivered before anybody came to say so; then
   * that stands.
   */
  Uni<Void> stored(KeptPush push) {
    return told(
        push,
        redis
            .execute("HSET", whose(push).toArray(String[]::new))
            .chain(
                () ->
                    redis.execute(
                        "HSETNX", PREFIX + push.id(), "status", PushState.Status.STORED.name())));
  }

  /** Remembers what became of a push. */
  Uni<Void> ended(KeptPush push, PushState.Status status, String answer) {
    List<String> arguments = whose(push);
    arguments.addAll(List.of("status", status.name()));
    if (answer != null && !answer.isBlank() && answer.length() <= LONGEST_ANSWER) {
      arguments.addAll(List.of("answer", answer));
    }
    Uni<Response> first = redis.execute("HSETNX", PREFIX + push.id(), "over", "1");
    return told(push, redis.execute("HSET", arguments.toArray(String[]::new)))
        .chain(() -> first)
        .chain(over -> over.toInteger() == 1 ? gives(push) : Uni.createFrom().voidItem())
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
    return redis
        .execute("INCRBY", kept(push), Integer.toString(push.body().length))
        .call(
            () ->
                redis.execute("EXPIRE", kept(push), Long.toString(config.remembered().toSeconds())))
        .map(all -> all.toLong() <= most)
        .onFailure()
        .recoverWithItem(true);
  }

  /** What it took of its device's share is free again. */
  Uni<Void> gives(KeptPush push) {
    return redis
        .execute("DECRBY", kept(push), Integer.toString(push.body().length))
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }

  private static String kept(KeptPush push) {
    return "loket:kept:" + push.device();
  }

  private static List<String> whose(KeptPush push) {
    return new ArrayList<>(
        List.of(
            PREFIX + push.id(),
            "user",
            push.user(),
            "device",
            push.device(),
            "storedAt",
            push.storedAt().toString()));
  }

  private Uni<Void> told(KeptPush push, Uni<Response> written) {
    return written
        .chain(
            () ->
                redis.execute(
                    "EXPIRE", PREFIX + push.id(), Long.toString(config.remembered().toSeconds())))
        .replaceWithVoid()
        .onFailure()
        .invoke(e -> LOG.warnf("What became of push %s is not remembered: %s", push.id(), e))
        .onFailure()
        .recoverWithNull();
  }

  Uni<Optional<PushState>> find(String id) {
    return redis
        .execute("HMGET", PREFIX + id, "user", "device", "storedAt", "status", "answer")
        .map(
            fields ->
                fields.get(3) == null
                    ? Optional.empty()
                    : Optional.of(
                        new PushState(
                            text(fields, 0),
                            text(fields, 1),
                            text(fields, 2),
                            PushState.Status.valueOf(text(fields, 3)),
                            text(fields, 4))));
  }

  private static String text(Response fields, int n) {
    return fields.get(n) == null ? null : fields.get(n).toString();
  }
}
