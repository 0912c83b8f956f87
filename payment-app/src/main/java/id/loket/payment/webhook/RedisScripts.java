package id.loket.payment.webhook;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Runs scripts in Redis by their digest; the text is sent only when Redis does not know it. */
@Singleton
class RedisScripts {
  private static final String UNKNOWN = "NOSCRIPT";

  private final ReactiveRedisDataSource redis;

  RedisScripts(ReactiveRedisDataSource redis) {
    this.redis = redis;
  }

  /**
   * A script.
   *
   * @param digest Redis' name for it
   */
  record Script(String text, String digest) {
    static Script of(String lua) {
      try {
        byte[] digest =
            MessageDigest.getInstance("SHA-1").digest(lua.getBytes(StandardCharsets.UTF_8));
        return new Script(lua, HexFormat.of().formatHex(digest));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-1", e);
      }
    }
  }

  Uni<Response> run(Script script, List<String> keys, List<String> arguments) {
    return execute("EVALSHA", script.digest(), keys, arguments)
        .onFailure(RedisScripts::isUnknown)
        .recoverWithUni(() -> execute("EVAL", script.text(), keys, arguments));
  }

  private Uni<Response> execute(
      String command, String script, List<String> keys, List<String> arguments) {
    List<String> parts = new ArrayList<>();
    parts.add(script);
    parts.add(String.valueOf(keys.size()));
    parts.addAll(keys);
    parts.addAll(arguments);
    return redis.execute(command, parts.toArray(String[]::new));
  }

  private static boolean isUnknown(Throwable failure) {
    return failure.getMessage() != null && failure.getMessage().startsWith(UNKNOWN);
  }
}
