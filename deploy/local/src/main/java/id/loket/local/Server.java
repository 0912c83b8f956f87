package id.loket.local;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The servers Loket stands on. A variable that names a running one makes the stack use that. */
public enum Server {
  POSTGRES("PostgreSQL", "postgres", "LOKET_POSTGRES_URL", Port.POSTGRES),
  REDIS("Redis", "redis", "LOKET_REDIS_URL", Port.REDIS),
  RABBITMQ(
      "RabbitMQ",
      "rabbitmq",
      "LOKET_RABBITMQ_URL",
      Port.AMQP,
      Port.RABBITMQ_MANAGEMENT,
      Port.RABBITMQ_DISTRIBUTION,
      Port.EPMD),
  CASSANDRA(
      "Cassandra", "cassandra", "LOKET_CASSANDRA_URL", Port.CASSANDRA, Port.CASSANDRA_STORAGE),
  S3("S3", "s3", "LOKET_S3_URL", Port.S3),
  MAIL("Mail", "mail", "LOKET_SMTP_URL", Port.SMTP, Port.INBOX),
  ORGANISER("Organiser", "organiser", "LOKET_ORGANISER_URL", Port.ORGANISER),
  NOTICES("SMS, push", "notices", "LOKET_NOTICES_URL", Port.NOTICES),
  CORE("Core", "core", "LOKET_CORE_URL", Port.CORE),
  OPENSEARCH(
      "OpenSearch",
      "opensearch",
      "LOKET_OPENSEARCH_URL",
      Port.OPENSEARCH,
      Port.OPENSEARCH_TRANSPORT);

  private final String title;
  private final String folder;
  private final String urlVariable;
  private final List<Port> ports;

  Server(String title, String folder, String urlVariable, Port... ports) {
    this.title = title;
    this.folder = folder;
    this.urlVariable = urlVariable;
    this.ports = List.of(ports);
  }

  /** All of them. */
  public static Set<Server> all() {
    return EnumSet.allOf(Server.class);
  }

  /** The name people know it by. */
  public String title() {
    return title;
  }

  /** Its name in file names: data folder, log, process id file. */
  public String folder() {
    return folder;
  }

  /** The environment variable that names a running server to use instead. */
  public String urlVariable() {
    return urlVariable;
  }

  /** The ports it listens on; the first is the one its clients use. */
  public List<Port> ports() {
    return ports;
  }

  public Port mainPort() {
    return ports.getFirst();
  }
}
