package id.loket.payment.webhook;

import id.loket.kit.server.NeededServer;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Redis, without which payments are taken and their webhooks wait. */
@Singleton
class RedisServer implements NeededServer {
  private final ReactiveRedisDataSource redis;

  RedisServer(ReactiveRedisDataSource redis) {
    this.redis = redis;
  }

  @Override
  public String title() {
    return "Redis";
  }

  @Override
  public Uni<Void> reach() {
    return redis.execute("PING").replaceWithVoid();
  }
}
