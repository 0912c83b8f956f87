package id.loket.gateway.edge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

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

  /** Whether whoever connects says first, in the PROXY protocol, for whom. */
  @WithDefault("false")
  boolean proxyProtocol();

  /** How many connections there may be at once, in this replica. */
  @WithDefault("10000")
  int mostConnections();

  /** How many of them from one address (of IPv6: from one /64). */
  @WithDefault("500")
  int mostConnectionsPerAddress();

  /** How many exchanges may be under way at once of one address, where nobody is signed in. */
  @WithDefault("200")
  int mostAtOncePerAddress();

  /** How many of one user or device. */
  @WithDefault("100")
  int mostAtOncePerUser();

  /** How many streams, of everybody, in this replica; they have their own connections behind. */
  @WithDefault("2000")
  int mostStreams();

  /** How many streams of one address, or of one user who is signed in. */
  @WithDefault("50")
  int mostStreamsEach();

  /** How many bytes the headers of a request may have. */
  @WithDefault("16384")
  int mostHeaderBytes();

  /** How long a new connection, or one whose answer is out, may take to send a whole head. */
  @WithDefault("75s")
  Duration headTime();

  /** How many bytes of a body have to come in a second, on average. */
  @WithDefault("250")
  int slowestBody();

  /** How long a body may be slower at its beginning. */
  @WithDefault("10s")
  Duration slowBodyTime();

  /** How many connections each event loop may have to one replica of a service. */
  @WithDefault("128")
  int connectionsBehind();

  /** How long connecting to a service may take. */
  @WithDefault("1500ms")
  Duration connectTime();

  /** How long a request may wait for a connection to a service, connecting included. */
  @WithDefault("2s")
  Duration waitTime();

  /**
   * For how long browsers are told to insist on TLS. They then insist on it at every port of that
   * name: not to be set where {@code http://<same name>:8000} has to work.
   */
  Optional<Duration> strictTransport();

  /** Whether each request is logged. */
  @WithDefault("true")
  boolean accessLog();
}
