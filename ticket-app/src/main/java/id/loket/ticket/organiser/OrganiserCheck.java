package id.loket.ticket.organiser;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import jakarta.inject.Singleton;
import java.util.List;

/** Where the organisers' system is. */
@Singleton
class OrganiserCheck implements ConfigurationCheck {
  private final OrganiserConfig config;

  OrganiserCheck(OrganiserConfig config) {
    this.config = config;
  }

  @Override
  public void check(Faults faults) {
    faults.url("LOKET_ORGANISER_URL", config.url(), List.of("https", "http"));
  }
}
