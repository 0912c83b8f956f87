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

  Uni<Void> remember(KeptPush push, PushState.Status status, String answer) {
    List<String> arguments = new ArrayList<>();
    arguments.add(PREFIX + push.id());
    arguments.addAll(List.of("user", push.user(), "device", push.device()));
    arguments.addAll(List.of("storedAt", push.storedAt().toString(), "status", status.name()));
    if (answer != null && !answer.isBlank() && answer.length() <= LONGEST_ANSWER) {
      arguments.addAll(List.of("answer", answer));
    }
    return redis
        .execute("HSET", arguments.toArray(String[]::new))
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
