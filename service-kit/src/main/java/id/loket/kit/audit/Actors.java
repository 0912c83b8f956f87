package id.loket.kit.audit;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import io.quarkus.arc.Arc;
import io.quarkus.arc.ArcContainer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Knows who acts. */
@Singleton
public class Actors {
  private static final List<String> HIGHEST_FIRST =
      List.of(Role.ADMIN, Role.ORGANISER, Role.OFFICER, Role.COLLECTOR, Role.CITIZEN);

  /** Of whoever is signed in and has no role. */
  private static final String NO_ROLE = "none";

  /**
   * Whoever makes the current request.
   *
   * @throws IllegalStateException where no request is served, or nobody signed in makes it: what
   *     nobody did is not recorded as somebody's
   */
  public Actor current() {
    ArcContainer container = Arc.container();
    if (!container.requestContext().isActive()) {
      throw new IllegalStateException("an act of nobody: no request is served here");
    }
    Caller caller = container.instance(Caller.class).get();
    return caller
        .service()
        .map(name -> new Actor(name, Role.SERVICE))
        .orElseGet(() -> person(caller));
  }

  /**
   * The administrator who acts in a user's stead, which has to be answered for; empty where the
   * user acts, or another service for them.
   */
  public Optional<Actor> standingInFor(UUID user) {
    Actor actor = current();
    return actor.role().equals(Role.ADMIN) && !actor.id().equals(user.toString())
        ? Optional.of(actor)
        : Optional.empty();
  }

  private static Actor person(Caller caller) {
    if (caller.isAnonymous()) {
      throw new IllegalStateException("an act of nobody: the caller is not signed in");
    }
    String role =
        caller.deviceId().isPresent()
            ? Role.DEVICE
            : HIGHEST_FIRST.stream().filter(caller::hasRole).findFirst().orElse(NO_ROLE);
    return new Actor(caller.subject(), role);
  }
}
