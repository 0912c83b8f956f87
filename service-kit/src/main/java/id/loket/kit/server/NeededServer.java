package id.loket.kit.server;

import io.smallrye.mutiny.Uni;

/**
 * A server a service needs for some of its work, though it can answer without it: readiness waits
 * until it was reached once since the start.
 */
public interface NeededServer {
  /** As people call it. */
  String title();

  /** Completes when the server has answered; fails when it has not. */
  Uni<Void> reach();
}
