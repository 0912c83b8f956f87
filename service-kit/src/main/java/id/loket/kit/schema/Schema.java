package id.loket.kit.schema;

import id.loket.kit.server.Causes;

/**
 * The schema of the database a service keeps its data in. A service has one; its methods may block,
 * and are called on a thread that may.
 */
public interface Schema {
  /** The server it is in, as people call it. */
  String server();

  /**
   * Applies every migration that is missing; several replicas may do so at once.
   *
   * @throws ServerAway when the server does not answer, so that trying again may help
   * @throws RuntimeException when the migrations cannot be applied, however often they are tried
   */
  void migrate();

  /**
   * How many migrations this version expects and the database does not have. Changes nothing and
   * needs no right to.
   *
   * @throws ServerAway when the server does not answer
   */
  int missing();

  /** The server does not answer now; the message says what happened, in one line. */
  final class ServerAway extends RuntimeException {
    public ServerAway(Throwable cause) {
      super(Causes.line(cause), cause);
    }
  }
}
