package id.loket.ticket.organiser;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How organisers' systems are reached. */
@ConfigMapping(prefix = "loket.organiser")
public interface OrganiserConfig {
  /** Base URL of the system that holds seats of events that name none of their own. */
  String url();

  /** The only hosts an event's own organiserUrl may name; every public host without it. */
  Optional<Set<String>> allowedHosts();

  /**
   * Lets organiserUrl name loopback and private addresses. For development on one machine: in
   * production it would let an organiser make this service call its neighbours.
   */
  @WithDefault("false")
  boolean dangerousAllowPrivateAddresses();

  /** How long one call may take; a hold at the organiser usually takes a second. */
  @WithDefault("5s")
  Duration timeout();
}
