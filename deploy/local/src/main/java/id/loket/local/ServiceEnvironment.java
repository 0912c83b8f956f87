package id.loket.local;

import id.loket.local.secret.KeyKind;
import id.loket.local.secret.LocalAuthority;
import id.loket.local.secret.Secrets;
import id.loket.local.server.S3Buckets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The environment each service is started with: addresses, its own secrets, the knobs. */
final class ServiceEnvironment {
  static final String TICKET_BUCKET = "loket-tickets";
  static final String REPORT_BUCKET = "loket-reports";

  /** The core's login to the staging database. */
  static final String CORE = "core";

  static final String MEDIA_BUCKET = "loket-media";
  static final String APK_BUCKET = "loket-apk";

  /** How many times the limits of one caller apply. */
  static final String LIMITS = "LOKET_LIMITS_TIMES";

  private static final String KEYSPACE = "payment";

  private static final Map<String, String> KNOBS =
      Map.of(
          "LOKET_HOLD_FAILURE_RATE", "0.2",
          "LOKET_HOLD_LATENCY", "1s",
          "LOKET_PAYMENT_FAILURE_RATE", "0.1",
          "LOKET_PAYMENT_LATENCY", "500ms",
          "LOKET_PAYMENT_WINDOW", "15m");
  private static final List<String> KNOBS_WITHOUT_DEFAULT =
      List.of("LOKET_SIMULATION_SEED", LIMITS);

  private final Endpoints endpoints;
  private final Ports ports;
  private final Secrets secrets;
  private final Map<String, String> outside;
  private final Path dataFolder;
  private final Optional<LocalAuthority> authority;

  ServiceEnvironment(
      Endpoints endpoints,
      Ports ports,
      Secrets secrets,
      Map<String, String> outside,
      Path dataFolder,
      Optional<LocalAuthority> authority) {
    this.endpoints = endpoints;
    this.ports = ports;
    this.secrets = secrets;
    this.outside = outside;
    this.dataFolder = dataFolder;
    this.authority = authority;
  }

  /** The simulation and time knobs as they are set: from outside, else the defaults. */
  Map<String, String> knobs() {
    Map<String, String> knobs = new LinkedHashMap<>();
    KNOBS.keySet().stream()
        .sorted()
        .forEach(knob -> knobs.put(knob, outside.getOrDefault(knob, KNOBS.get(knob))));
    for (String knob : KNOBS_WITHOUT_DEFAULT) {
      String value = outside.get(knob);
      if (value != null && !value.isBlank()) {
        knobs.put(knob, value);
      }
    }
    return knobs;
  }

  Map<String, String> of(LoketService service) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("LOKET_SERVICE_NAME", service.title());
    if (service.callsOthers()) {
      variables.put("LOKET_SERVICE_KEY", secrets.privateKey(service.title(), KeyKind.ED25519));
    }
    variables.put("LOKET_SERVICE_TRUST", trust(service));
    variables.put("LOKET_CLIENT_URL", url(LoketService.CLIENT_APP));
    variables.put("LOKET_TICKET_URL", url(LoketService.TICKET_APP));
    variables.put("LOKET_PAYMENT_URL", url(LoketService.PAYMENT_APP));
    variables.put("LOKET_REPORT_URL", url(LoketService.REPORT_APP));
    variables.put(
        "LOKET_PUBLIC_PAYMENT_URL",
        outside.getOrDefault("LOKET_PUBLIC_PAYMENT_URL", url(LoketService.PAYMENT_APP)));
    variables.put("LOKET_JWT_ISSUER", "https://loket.local");
    // Everything is on this machine: without it no organiser and no webhook could be reached.
    variables.put("LOKET_DANGEROUS_ALLOW_PRIVATE_ADDRESSES", "true");
    variables.putAll(knobs());
    authority.ifPresent(believed -> addTls(believed, variables));
    addDatabase(service, variables);
    addRabbit(service, variables);
    switch (service) {
      case CLIENT_APP -> addClientApp(variables);
      case TICKET_APP -> addTicketApp(variables);
      case PAYMENT_APP -> addPaymentApp(variables);
      case REPORT_APP -> addReportApp(variables);
      case GATEWAY -> addGateway(variables);
      case COLLECTOR -> addStagingUrls(variables);
      case DATABASE -> addJwks(variables);
      case MEDIA -> {
        addJwks(variables);
        addBucket(variables, MEDIA_BUCKET);
        variables.put("LOKET_COLLECTOR_URL", url(LoketService.COLLECTOR));
      }
      case APK_OTA -> addApkOta(variables);
    }
    return variables;
  }

  private static void addTls(LocalAuthority authority, Map<String, String> variables) {
    variables.put("LOKET_TLS_CA", authority.certificate().toString());
    variables.put("LOKET_DB_TLS", "verify-full");
    variables.put("LOKET_RABBITMQ_TLS", "verify-full");
    variables.put("LOKET_CASSANDRA_TLS", "verify-full");
  }

  private void addDatabase(LoketService service, Map<String, String> variables) {
    endpoints
        .find(Server.POSTGRES)
        .filter(postgres -> service.database().isPresent())
        .ifPresent(
            postgres -> {
              String database = service.database().orElseThrow();
              variables.put("LOKET_DB_URL", postgres.url() + "/" + database);
              variables.put("LOKET_DB_USER", database);
              variables.put("LOKET_DB_PASSWORD", databasePassword(database));
            });
  }

  private void addRabbit(LoketService service, Map<String, String> variables) {
    endpoints
        .find(Server.RABBITMQ)
        .filter(rabbit -> service.usesBroker())
        .ifPresent(
            rabbit -> {
              variables.put("LOKET_RABBITMQ_HOST", rabbit.host());
              variables.put("LOKET_RABBITMQ_PORT", Integer.toString(rabbit.port()));
              variables.put("LOKET_RABBITMQ_USER", service.title());
              variables.put("LOKET_RABBITMQ_PASSWORD", rabbitPassword(service));
            });
  }

  private void addClientApp(Map<String, String> variables) {
    variables.put("LOKET_JWT_PRIVATE_KEY", secrets.privateKey("jwt", KeyKind.P256));
    variables.put("LOKET_JWT_PUBLIC_KEY", secrets.publicKey("jwt", KeyKind.P256));
    // Everybody knows their passwords: never where other machines reach the stack.
    variables.put("LOKET_DEMO_USERS", Boolean.toString(!"1".equals(outside.get("PUBLIC"))));
    variables.put("LOKET_SECOND_FACTOR_KEY", secrets.aesKey("second-factor"));
    variables.put(
        "LOKET_SECOND_FACTOR_ROLES", outside.getOrDefault("LOKET_SECOND_FACTOR_ROLES", ""));
    variables.put("LOKET_DATABASE_URL", url(LoketService.DATABASE));
    // Everybody here comes from this machine.
    variables.put("LOKET_REGISTRATIONS_PER_ADDRESS", "1000000");
    addMail(variables);
  }

  private void addMail(Map<String, String> variables) {
    endpoints
        .find(Server.MAIL)
        .ifPresent(
            mail -> {
              variables.put("LOKET_SMTP_HOST", mail.host());
              variables.put("LOKET_SMTP_PORT", Integer.toString(mail.port()));
            });
  }

  private void addTicketApp(Map<String, String> variables) {
    addJwks(variables);
    variables.put("WEBHOOK_SECRET", secrets.webhookSecret());
    variables.put(
        "LOKET_TICKET_SIGNING_KEY", secrets.privateKey("ticket-signing", KeyKind.ED25519));
    endpoints
        .find(Server.ORGANISER)
        .ifPresent(organiser -> variables.put("LOKET_ORGANISER_URL", organiser.url()));
    addBucket(variables, TICKET_BUCKET);
  }

  private void addBucket(Map<String, String> variables, String bucket) {
    endpoints
        .find(Server.S3)
        .ifPresent(
            s3 -> {
              variables.put("LOKET_S3_ENDPOINT", s3.url());
              variables.put("LOKET_S3_ACCESS_KEY", s3.user());
              variables.put("LOKET_S3_SECRET_KEY", s3.password());
              variables.put("LOKET_S3_BUCKET", bucket);
              variables.put("LOKET_S3_REGION", S3Buckets.REGION);
            });
  }

  private void addReportApp(Map<String, String> variables) {
    addJwks(variables);
    addBucket(variables, REPORT_BUCKET);
    addMail(variables);
    variables.put("LOKET_LINK_KEY", secrets.password("report.links"));
    variables.put("LOKET_OPEN311_KEYS", "demo=" + secrets.password("report.open311"));
    variables.put("LOKET_VAPID_KEY", secrets.privateKey("report.vapid", KeyKind.P256));
    variables.put("LOKET_VAPID_PUBLIC_KEY", secrets.publicKey("report.vapid", KeyKind.P256));
    variables.put(
        "LOKET_PUBLIC_REPORT_URL",
        outside.getOrDefault("LOKET_PUBLIC_REPORT_URL", url(LoketService.REPORT_APP)));
    endpoints
        .find(Server.NOTICES)
        .ifPresent(
            notices -> {
              variables.put("LOKET_SMS_URL", notices.url() + "/sms");
              variables.put("LOKET_PUSH_URL", notices.url() + "/push");
            });
    endpoints
        .find(Server.OPENSEARCH)
        .ifPresent(
            search -> {
              variables.put("LOKET_OPENSEARCH_URL", search.url());
              if (!search.user().isEmpty()) {
                variables.put("LOKET_OPENSEARCH_USER", search.user());
                variables.put("LOKET_OPENSEARCH_PASSWORD", search.password());
              }
            });
  }

  private void addRedis(Map<String, String> variables) {
    endpoints
        .find(Server.REDIS)
        .ifPresent(
            redis ->
                variables.put(
                    "LOKET_REDIS_URL",
                    authority.isEmpty()
                        ? redis.urlWithLogin()
                        : redis.urlWithLogin().replaceFirst("redis:", "rediss:")));
  }

  private void addPaymentApp(Map<String, String> variables) {
    addJwks(variables);
    variables.put("WEBHOOK_URL", url(LoketService.TICKET_APP) + "/webhooks/payment");
    variables.put("WEBHOOK_SECRET", secrets.webhookSecret());
    // Without it webhooks are tried again as in production: what is late there is late here.
    if (outside.containsKey("LOKET_WEBHOOK_SCHEDULE")) {
      variables.put("LOKET_WEBHOOK_SCHEDULE", outside.get("LOKET_WEBHOOK_SCHEDULE"));
    }
    variables.put("LOKET_PAYMENT_SIMULATION_METHODS_ENABLED", "true");
    addRedis(variables);
    endpoints
        .find(Server.CASSANDRA)
        .ifPresent(
            cassandra -> {
              variables.put("LOKET_CASSANDRA_CONTACT_POINTS", cassandra.hostAndPort());
              variables.put(
                  "LOKET_CASSANDRA_DATACENTER",
                  outside.getOrDefault("LOKET_CASSANDRA_DATACENTER", "datacenter1"));
              variables.put("LOKET_CASSANDRA_KEYSPACE", KEYSPACE);
            });
  }

  private void addGateway(Map<String, String> variables) {
    addStagingUrls(variables);
    addRedis(variables);
    GatewayCertificate certificate = gatewayCertificate().ensure();
    variables.put("LOKET_TLS_CERTIFICATE", certificate.certificate().toString());
    variables.put("LOKET_TLS_KEY", certificate.key().toString());
  }

  private void addStagingUrls(Map<String, String> variables) {
    addJwks(variables);
    variables.put("LOKET_COLLECTOR_URL", url(LoketService.COLLECTOR));
    variables.put("LOKET_DATABASE_URL", url(LoketService.DATABASE));
    variables.put("LOKET_MEDIA_URL", url(LoketService.MEDIA));
    variables.put("LOKET_APK_URL", url(LoketService.APK_OTA));
    variables.put("LOKET_APK_PRIVATE_URL", privateUrl(LoketService.APK_OTA));
  }

  private void addApkOta(Map<String, String> variables) {
    addJwks(variables);
    addBucket(variables, APK_BUCKET);
    variables.put("LOKET_APK_SIGNING_KEY", secrets.privateKey("apk-signing", KeyKind.ED25519));
    variables.put(
        "LOKET_PUBLIC_APK_URL",
        outside.getOrDefault("LOKET_PUBLIC_APK_URL", url(LoketService.APK_OTA)));
  }

  /** What the gateway proves itself with. */
  GatewayCertificate gatewayCertificate() {
    return new GatewayCertificate(dataFolder.resolve("gateway-tls"));
  }

  /** What the core simulator is started with: its login to the staging database. */
  Map<String, String> ofCore() {
    Map<String, String> variables = new LinkedHashMap<>();
    String database = LoketService.DATABASE.database().orElseThrow();
    endpoints
        .find(Server.POSTGRES)
        .ifPresent(
            postgres -> {
              variables.put("LOKET_CORE_DB_URL", "jdbc:" + postgres.url() + "/" + database);
              variables.put("LOKET_CORE_DB_USER", CORE);
              variables.put("LOKET_CORE_DB_PASSWORD", databasePassword(CORE));
            });
    return variables;
  }

  String databasePassword(String database) {
    return secrets.password("postgres." + database);
  }

  String rabbitPassword(LoketService service) {
    return secrets.password("rabbitmq." + service.title());
  }

  private void addJwks(Map<String, String> variables) {
    variables.put("LOKET_JWT_JWKS", url(LoketService.CLIENT_APP) + "/.well-known/jwks.json");
  }

  private String url(LoketService service) {
    return service.scheme() + "://127.0.0.1:" + ports.number(service.port());
  }

  private String privateUrl(LoketService service) {
    return "http://127.0.0.1:" + ports.number(service.healthPort());
  }

  private String trust(LoketService service) {
    return service.trusts().stream()
        .sorted()
        .map(trusted -> trusted.title() + "=" + secrets.publicKey(trusted.title(), KeyKind.ED25519))
        .collect(Collectors.joining(","));
  }
}
