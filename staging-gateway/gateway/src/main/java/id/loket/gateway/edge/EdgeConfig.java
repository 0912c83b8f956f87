package id.loket.gateway.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The public entrance. */
@ConfigMapping(prefix = "loket.gateway")
public interface EdgeConfig {
  /** The address it listens at: all of the machine's, unless told. */
  @WithDefault("0.0.0.0")
  String host();

  /** The port, TLS only. 0 in tests: any free one. */
  @WithDefault("7443")
  int port();

  /** How many event loops serve it; one per processor, unless told. */
  Optional<Integer> loops();

  /**
   * Addresses of proxies in front of the gateway, whose {@code X-Forwarded-For} is believed; nobody
   * else's is.
   */
  Optional<Set<String>> trustedProxies();

  /** How many connections there may be at once, in this replica. */
  @WithDefault("10000")
  int mostConnections();

  /** How many of them from one address. */
  @WithDefault("500")
  int mostConnectionsPerAddress();

  /** How many bytes the headers of a request may have. */
  @WithDefault("16384")
  int mostHeaderBytes();

  /** How long a new connection, or one whose answer is out, may take to send a whole head. */
  @WithDefault("75s")
  Duration headTime();

  /** How long a connection may be silent. */
  @WithDefault("90s")
  Duration idleTime();

  /** How long anything at all may take from a request's head to the end of its answer. */
  @WithDefault("2h")
  Duration longestExchange();

  /** How many bytes of pushes may be in memory at once, in this replica. */
  @WithDefault("33554432")
  long mostPushBytesInMemory();

  /** How many connections each event loop may have to one replica of a service. */
  @WithDefault("128")
  int connectionsBehind();

  /** How long connecting to a service may take. */
  @WithDefault("2s")
  Duration connectTime();

  /** For how long browsers are told to insist on TLS; never told with a development certificate. */
  @WithDefault("365D")
  Duration strictTransport();

  /** Whether each request is logged. */
  @WithDefault("true")
  boolean accessLog();
}
