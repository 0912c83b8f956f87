package id.loket.ticket.organiser;

import id.loket.kit.http.OutboundAddresses;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.net.SocketAddress;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;

/** Which organisers' systems may be called. */
@Singleton
public class OrganiserAddresses {
  private final URI ours;
  private final OutboundAddresses others;
  private final OutboundAddresses unchecked = new OutboundAddresses(Set.of(), true);

  OrganiserAddresses(OrganiserConfig config) {
    this.ours = URI.create(config.url());
    this.others =
        new OutboundAddresses(
            config.allowedHosts().orElse(Set.of()), config.dangerousAllowPrivateAddresses());
  }

  /** Whether an organiser may name that URL. */
  public boolean areAcceptable(URI url) {
    return others.hasAcceptableForm(url);
  }

  /** The URL of an event's organiser, or of the default one. */
  URI urlOf(String organiserUrl) {
    return organiserUrl == null ? ours : URI.create(organiserUrl);
  }

  /** The address to connect to; the operator's own default is trusted, others are checked. */
  Uni<SocketAddress> resolve(URI url) {
    return url.equals(ours) ? unchecked.resolve(url) : others.resolve(url);
  }
}
