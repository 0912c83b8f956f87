package id.loket.payment.webhook;

import id.loket.payment.webhook.RedisScripts.Script;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The queue of deliveries in Redis: per receiver one sorted set of what is due when, and one of
 * what is leased until when. Every move between them is one script, so a delivery is in exactly one
 * of them, and one whose worker died comes back when its lease ends. Redis may lose all of it:
 * Cassandra knows what is owed.
 */
@Singleton
class WebhookQueue {
  private static final String PREFIX = "{loket:webhook}:";
  private static final String MARKER = PREFIX + "filled";
  private static final Duration MARKER_LIFE = Duration.ofDays(365);
  private static final Duration LONGEST_FILLING = Duration.ofMinutes(1);
  private static final int ENQUEUED_TOGETHER = 100;

  // KEYS due, leased; ARGV entry, due at, and so on. Earlier due times win; what is under way stays
  // so.
  private static final Script ENQUEUE =
      Script.of(
          """
          for n = 1, #ARGV, 2 do
            if not redis.call('ZSCORE', KEYS[2], ARGV[n]) then
              redis.call('ZADD', KEYS[1], 'LT', ARGV[n + 1], ARGV[n])
            end
          end
          return 0
          """);

  // KEYS due, leased, paused; ARGV now, lease end, how many. Answers first for how long the
  // receiver
  // is still paused.
  private static final Script CLAIM =
      Script.of(
          """
          for _, entry in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[1])) do
            redis.call('ZREM', KEYS[2], entry)
            redis.call('ZADD', KEYS[1], ARGV[1], entry)
          end
          local pause = redis.call('PTTL', KEYS[3])
          if pause > 0 then return {tostring(pause)} end
          local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
          for _, entry in ipairs(due) do
            redis.call('ZREM', KEYS[1], entry)
            redis.call('ZADD', KEYS[2], ARGV[2], entry)
          end
          table.insert(due, 1, '0')
          return due
          """);

  // KEYS leased; ARGV entry, lease end. A lease that ended and was given to another is not ours to
  // end.
  private static final Script FINISH =
      Script.of(
          """
          local held = redis.call('ZSCORE', KEYS[1], ARGV[1])
          if held and tonumber(held) == tonumber(ARGV[2]) then
            return redis.call('ZREM', KEYS[1], ARGV[1])
          end
          return 0
          """);

  // KEYS leased, due; ARGV entry, lease end, due at.
  private static final Script RESCHEDULE =
      Script.of(
          """
          local held = redis.call('ZSCORE', KEYS[1], ARGV[1])
          if held and tonumber(held) == tonumber(ARGV[2]) then
            redis.call('ZREM', KEYS[1], ARGV[1])
            redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
            return 1
          end
          return 0
          """);

  private final ReactiveRedisDataSource redis;
  private final RedisScripts scripts;

  WebhookQueue(ReactiveRedisDataSource redis, RedisScripts scripts) {
    this.redis = redis;
    this.scripts = scripts;
  }

  /** A delivery as the queue knows it. */
  record Entry(String invoiceNumber, UUID deliveryId) {
    static Entry of(Delivery delivery) {
      return new Entry(delivery.invoiceNumber(), delivery.id());
    }

    static Entry parse(String text) {
      int slash = text.indexOf('/');
      return new Entry(text.substring(0, slash), UUID.fromString(text.substring(slash + 1)));
    }

    String text() {
      return invoiceNumber + "/" + deliveryId;
    }
  }

  /**
   * A delivery that is ours to try.
   *
   * @param leaseEnd epoch milliseconds; also the proof that the lease is still this one
   */
  record Claim(UUID endpointId, Entry entry, long leaseEnd) {}

  /**
   * What a look at a receiver's queue came to.
   *
   * @param pause for how long the receiver is still to be left alone
   */
  record Claims(List<Claim> all, Duration pause) {}

  Uni<Void> enqueue(Delivery delivery) {
    return enqueue(delivery.endpointId(), List.of(delivery));
  }

  /** Queues a delivery until later. */
  Uni<Void> enqueue(Delivery delivery, Instant dueAt) {
    return script(
            ENQUEUE,
            List.of(due(delivery.endpointId()), leased(delivery.endpointId())),
            Entry.of(delivery).text(),
            millis(dueAt))
        .replaceWithVoid();
  }

  /** Queues many, with one call per receiver and hundred. */
  Uni<Void> enqueueAll(List<Delivery> deliveries) {
    Map<UUID, List<Delivery>> byEndpoint =
        deliveries.stream().collect(Collectors.groupingBy(Delivery::endpointId));
    return Multi.createFrom()
        .iterable(byEndpoint.entrySet())
        .onItem()
        .transformToMultiAndConcatenate(
            of ->
                Multi.createFrom()
                    .iterable(of.getValue())
                    .group()
                    .intoLists()
                    .of(ENQUEUED_TOGETHER)
                    .onItem()
                    .transformToUniAndConcatenate(some -> enqueue(of.getKey(), some)))
        .toUni()
        .replaceWithVoid();
  }

  private Uni<Void> enqueue(UUID endpoint, List<Delivery> deliveries) {
    String[] arguments =
        deliveries.stream()
            .flatMap(
                delivery -> Stream.of(Entry.of(delivery).text(), millis(delivery.nextAttemptAt())))
            .toArray(String[]::new);
    return script(ENQUEUE, List.of(due(endpoint), leased(endpoint)), arguments).replaceWithVoid();
  }

  /** Takes up to that many deliveries that are due, for the time of a lease. */
  Uni<Claims> claim(UUID endpoint, int atMost, Instant now, Duration lease) {
    long leaseEnd = now.plus(lease).toEpochMilli();
    return script(
            CLAIM,
            List.of(due(endpoint), leased(endpoint), paused(endpoint)),
            millis(now),
            String.valueOf(leaseEnd),
            String.valueOf(atMost))
        .map(answer -> claims(endpoint, answer, leaseEnd));
  }

  /** Takes a delivery off the queue. */
  Uni<Void> finish(Claim claim) {
    return script(
            FINISH,
            List.of(leased(claim.endpointId())),
            claim.entry().text(),
            String.valueOf(claim.leaseEnd()))
        .replaceWithVoid();
  }

  /** Puts a delivery back until later. */
  Uni<Void> reschedule(Claim claim, Instant dueAt) {
    return script(
            RESCHEDULE,
            List.of(leased(claim.endpointId()), due(claim.endpointId())),
            claim.entry().text(),
            String.valueOf(claim.leaseEnd()),
            millis(dueAt))
        .replaceWithVoid();
  }

  /** Leaves a receiver alone for a while. */
  Uni<Void> pause(UUID endpoint, Duration howLong) {
    return redis
        .execute(
            "SET", paused(endpoint), "1", "PX", String.valueOf(Math.max(1, howLong.toMillis())))
        .replaceWithVoid();
  }

  /** How many deliveries to a receiver wait or are under way. */
  Uni<Long> depth(UUID endpoint) {
    return Uni.combine()
        .all()
        .unis(redis.execute("ZCARD", due(endpoint)), redis.execute("ZCARD", leased(endpoint)))
        .with((waiting, underWay) -> waiting.toLong() + underWay.toLong());
  }

  /**
   * Whether the queue has been emptied and is this replica's to fill. Should it not finish, another
   * does after a while.
   */
  Uni<Boolean> beginsFilling() {
    return mark("filling", LONGEST_FILLING, "NX").map(set -> set != null);
  }

  /** Says that whoever fills the queue is still at it; without effect once it was emptied again. */
  Uni<Void> goesOnFilling() {
    return mark("filling", LONGEST_FILLING, "XX").replaceWithVoid();
  }

  /** Says that the queue is filled; without effect once it was emptied again. */
  Uni<Void> isFilled() {
    return mark("filled", MARKER_LIFE, "XX").replaceWithVoid();
  }

  /** Says that the queue must be filled again although it was not emptied. */
  Uni<Void> forgetThatItIsFilled() {
    return redis.execute("DEL", MARKER).replaceWithVoid();
  }

  private Uni<Response> mark(String what, Duration life, String condition) {
    return redis.execute("SET", MARKER, what, "PX", String.valueOf(life.toMillis()), condition);
  }

  private static Claims claims(UUID endpoint, Response answer, long leaseEnd) {
    List<Claim> claims = new ArrayList<>();
    for (int n = 1; n < answer.size(); n++) {
      claims.add(new Claim(endpoint, Entry.parse(answer.get(n).toString()), leaseEnd));
    }
    return new Claims(claims, Duration.ofMillis(answer.get(0).toLong()));
  }

  private Uni<Response> script(Script script, List<String> keys, String... arguments) {
    return scripts.run(script, keys, List.of(arguments));
  }

  private static String due(UUID endpoint) {
    return PREFIX + "due:" + endpoint;
  }

  private static String leased(UUID endpoint) {
    return PREFIX + "leased:" + endpoint;
  }

  private static String paused(UUID endpoint) {
    return PREFIX + "paused:" + endpoint;
  }

  private static String millis(Instant time) {
    return String.valueOf(time.toEpochMilli());
  }
}
