package id.loket.local;

import id.loket.local.secret.Secrets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where each server of a stack answers: one started here, or one the environment names. */
public final class Endpoints {
  private static final String MANAGEMENT_URL = "LOKET_RABBITMQ_MANAGEMENT_URL";
  private static final String INBOX_URL = "LOKET_INBOX_URL";

  private final Ports ports;
  private final Secrets secrets;
  private final Map<String, String> environment;
  private final Map<Server, Endpoint> endpoints = new EnumMap<>(Server.class);

  Endpoints(Set<Server> servers, Ports ports, Secrets secrets, Map<String, String> environment) {
    this.ports = ports;
    this.secrets = secrets;
    this.environment = environment;
    for (Server server : servers) {
      endpoints.put(server, named(server).orElseGet(() -> own(server)));
    }
  }

  /** Empty when the stack does not have this server. */
  public Optional<Endpoint> find(Server server) {
    return Optional.ofNullable(endpoints.get(server));
  }

  public Endpoint of(Server server) {
    return find(server)
        .orElseThrow(() -> new StackException("This stack was started without " + server.title()));
  }

  /** Whether the environment names it. */
  public boolean isNamed(Server server) {
    return named(server).isPresent();
  }

  /** RabbitMQ's management API. */
  public Endpoint rabbitManagement() {
    Endpoint amqp = of(Server.RABBITMQ);
    String url = environment.get(MANAGEMENT_URL);
    if (url != null && !url.isBlank()) {
      Endpoint named = Endpoint.parse(MANAGEMENT_URL, url);
      return named.user().isEmpty() ? named.withLogin(amqp.user(), amqp.password()) : named;
    }
    if (isNamed(Server.RABBITMQ)) {
      throw new StackException(
          "LOKET_RABBITMQ_URL names a server; also name its management API: " + MANAGEMENT_URL);
    }
    return Endpoint.local(
        "http", ports.number(Port.RABBITMQ_MANAGEMENT), amqp.user(), amqp.password());
  }

  /** The mail server's inbox; empty when mail goes to a named server without one. */
  public Optional<String> inboxUrl() {
    String url = environment.get(INBOX_URL);
    if (url != null && !url.isBlank()) {
      return Optional.of(url);
    }
    return isNamed(Server.MAIL)
        ? Optional.empty()
        : Optional.of("http://127.0.0.1:" + ports.number(Port.INBOX));
  }

  private Optional<Endpoint> named(Server server) {
    return Optional.ofNullable(environment.get(server.urlVariable()))
        .filter(url -> !url.isBlank())
        .map(url -> Endpoint.parse(server.urlVariable(), url));
  }

  private Endpoint own(Server server) {
    int port = ports.number(server.mainPort());
    return switch (server) {
      case POSTGRES ->
          Endpoint.local("postgresql", port, "postgres", secrets.password("postgres.owner"));
      case REDIS -> Endpoint.local("redis", port, "", secrets.password("redis"));
      case RABBITMQ -> Endpoint.local("amqp", port, "loket", secrets.password("rabbitmq.owner"));
      case CASSANDRA -> Endpoint.local("cassandra", port, "", "");
      case S3 -> Endpoint.local("http", port, "loket", secrets.password("s3"));
      case MAIL -> Endpoint.local("smtp", port, "", "");
      case ORGANISER, NOTICES, CORE, OPENSEARCH -> Endpoint.local("http", port, "", "");
    };
  }
}
