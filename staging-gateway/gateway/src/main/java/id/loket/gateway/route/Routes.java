package id.loket.gateway.route;

import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * The routes in force. A file that changes is read again without a restart; one that cannot be read
 * changes nothing, and is told in the log.
 */
@Singleton
public class Routes implements ConfigurationCheck {
  private static final Logger LOG = Logger.getLogger(Routes.class);
  private static final String OWN = "/routes.yaml";

  private final Optional<Path> file;
  private final RoutesReader reader;
  private final List<Consumer<RouteTable>> followers = new CopyOnWriteArrayList<>();
  private volatile RouteTable table;
  private String text;

  Routes(RouteConfig config, Config variables) {
    this.file = config.file();
    this.reader = new RoutesReader(name -> variables.getOptionalValue(name, String.class));
  }

  @Override
  public void check(Faults faults) {
    faults.readable(
        "LOKET_ROUTES_FILE",
        Optional.of(file.map(Path::toString).orElse("routes.yaml")),
        name -> table(),
        "mend the routes file");
    if (table != null) {
      for (UpstreamSpec service : table.upstreams().values()) {
        for (URI url : service.urls()) {
          faults.encrypted(
              "The route to " + service.name(),
              url.getHost(),
              "https".equals(url.getScheme()),
              "name it by https://…");
        }
      }
    }
  }

  /** The table as it is now. */
  public RouteTable table() {
    RouteTable known = table;
    return known == null ? readFirst() : known;
  }

  /** Tells the table now, and again whenever it changes. */
  public void follow(Consumer<RouteTable> follower) {
    followers.add(follower);
    follower.accept(table());
  }

  @Scheduled(
      every = "${loket.routes.look-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void look() {
    if (file.isEmpty()) {
      return;
    }
    try {
      reload();
    } catch (UncheckedIOException | RoutesReader.Unreadable e) {
      LOG.errorf("The routes stay as they are: %s", e.getMessage());
    }
  }

  private synchronized RouteTable readFirst() {
    if (table == null) {
      text = read();
      table = reader.read(text);
    }
    return table;
  }

  private synchronized void reload() {
    String now = read();
    if (now.equals(text)) {
      return;
    }
    text = now; // what is wrong with it is told once
    table = reader.read(now);
    followers.forEach(follower -> follower.accept(table));
    LOG.infof("The routes were read again: %d routes", table.routes().size());
  }

  private String read() {
    try {
      if (file.isPresent()) {
        return Files.readString(file.get());
      }
      try (InputStream own = Routes.class.getResourceAsStream(OWN)) {
        return new String(own.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be read: " + e.getMessage(), e);
    }
  }
}
