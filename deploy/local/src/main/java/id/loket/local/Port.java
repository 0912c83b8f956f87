package id.loket.local;

import java.util.Map;

/** Every port of the local stack, with its documented number and the variable that changes it. */
public enum Port {
  POSTGRES(25432, "LOKET_POSTGRES_PORT"),
  REDIS(26379, "LOKET_REDIS_PORT"),
  AMQP(25672, "LOKET_RABBITMQ_PORT"),
  RABBITMQ_MANAGEMENT(25673, "LOKET_RABBITMQ_MANAGEMENT_PORT"),
  RABBITMQ_DISTRIBUTION(25674, "LOKET_RABBITMQ_DISTRIBUTION_PORT"),
  EPMD(25675, "LOKET_EPMD_PORT"),
  CASSANDRA(29042, "LOKET_CASSANDRA_PORT"),
  CASSANDRA_STORAGE(29043, "LOKET_CASSANDRA_STORAGE_PORT"),
  S3(29000, "LOKET_S3_PORT"),
  SMTP(25025, "LOKET_SMTP_PORT"),
  INBOX(8025, "LOKET_INBOX_PORT"),
  ORGANISER(8099, "LOKET_ORGANISER_PORT"),
  NOTICES(8026, "LOKET_NOTICES_PORT"),
  CORE(8098, "LOKET_CORE_PORT"),
  OPENSEARCH(29200, "LOKET_OPENSEARCH_PORT"),
  OPENSEARCH_TRANSPORT(29300, "LOKET_OPENSEARCH_TRANSPORT_PORT"),
  CLIENT_APP(8091, "LOKET_CLIENT_PORT"),
  CLIENT_APP_PRIVATE(9091, "LOKET_CLIENT_PRIVATE_PORT"),
  TICKET_APP(8092, "LOKET_TICKET_PORT"),
  TICKET_APP_PRIVATE(9092, "LOKET_TICKET_PRIVATE_PORT"),
  PAYMENT_APP(8093, "LOKET_PAYMENT_PORT"),
  PAYMENT_APP_PRIVATE(9093, "LOKET_PAYMENT_PRIVATE_PORT"),
  REPORT_APP(8094, "LOKET_REPORT_PORT"),
  REPORT_APP_PRIVATE(9094, "LOKET_REPORT_PRIVATE_PORT"),
  GATEWAY(7443, "LOKET_GATEWAY_PORT"),
  GATEWAY_PRIVATE(7444, "LOKET_GATEWAY_PRIVATE_PORT"),
  COLLECTOR(8081, "LOKET_COLLECTOR_PORT"),
  COLLECTOR_PRIVATE(9081, "LOKET_COLLECTOR_PRIVATE_PORT"),
  DATABASE(8082, "LOKET_DATABASE_PORT"),
  DATABASE_PRIVATE(9082, "LOKET_DATABASE_PRIVATE_PORT"),
  MEDIA(8083, "LOKET_MEDIA_PORT"),
  MEDIA_PRIVATE(9083, "LOKET_MEDIA_PRIVATE_PORT"),
  APK_OTA(8000, "LOKET_APK_PORT"),
  APK_OTA_PRIVATE(8001, "LOKET_APK_PRIVATE_PORT");

  private final int documented;
  private final String variable;

  Port(int documented, String variable) {
    this.documented = documented;
    this.variable = variable;
  }

  /** The number written in the documentation. */
  public int documented() {
    return documented;
  }

  /** The environment variable that chooses another number. */
  public String variable() {
    return variable;
  }

  /** The documented number, or the one the environment asks for. */
  int numberFrom(Map<String, String> environment) {
    String chosen = environment.get(variable);
    if (chosen == null || chosen.isBlank()) {
      return documented;
    }
    try {
      int number = Integer.parseInt(chosen.strip());
      if (number > 0 && number < 65536) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new StackException(variable + "=" + chosen + " is not a port number (1 to 65535).");
  }
}
