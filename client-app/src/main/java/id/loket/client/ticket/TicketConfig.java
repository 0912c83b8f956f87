package id.loket.client.ticket;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How documents are fetched from ticket-app. */
@ConfigMapping(prefix = "loket.ticket")
public interface TicketConfig {
  /** How long fetching a PDF from storage may take. */
  Duration documentTimeout();

  /** The largest PDF taken. */
  MemorySize documentMaxSize();
}
