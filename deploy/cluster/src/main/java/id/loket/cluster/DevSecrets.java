package id.loket.cluster;

import id.loket.local.LoketService;
import id.loket.local.process.PrivateFile;
import id.loket.local.secret.KeyKind;
import id.loket.local.secret.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the files that the dev overlays make their Secrets of: passwords and keys of this one
 * development cluster, made once and the same ever after. Git ignores them.
 */
public final class DevSecrets {
  private static final String POSTGRES_ADMIN = "postgres";
  private static final String RABBITMQ_ADMIN = "loket-admin";
  private static final String S3_LOGIN = "loket";

  private final Secrets secrets;
  private final Path folder;

  private DevSecrets(Path folder) throws IOException {
    this.folder = folder;
    this.secrets = Secrets.in(folder);
  }

  /** Arguments: the folder to write to. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    writeTo(folder);
    System.out.println("The secrets of the dev overlays are in " + folder);
  }

  /** Writes every file; passwords and keys that are there already stay as they are. */
  public static void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    DevSecrets writer = new DevSecrets(folder);
    for (LoketService service : LoketService.values()) {
      writer.variables(service.title() + ".env", writer.of(service));
    }
    writer.servers();
  }

  private Map<String, String> of(LoketService service) {
    Map<String, String> variables = new LinkedHashMap<>();
    if (service.callsOthers()) {
      variables.put("LOKET_SERVICE_KEY", secrets.privateKey(service.title(), KeyKind.ED25519));
    }
    variables.put(
        "LOKET_SERVICE_TRUST",
        service.trusts().stream()
            .sorted()
            .map(each -> each.title() + "=" + secrets.publicKey(each.title(), KeyKind.ED25519))
            .collect(Collectors.joining(",")));
    if (service.usesBroker()) {
      variables.put("LOKET_RABBITMQ_PASSWORD", secrets.password("rabbitmq." + service.title()));
    }
    service
        .database()
        .ifPresent(
            database ->
                variables.put("LOKET_DB_PASSWORD", secrets.password("postgres." + database)));
    switch (service) {
      case CLIENT_APP -> {
        variables.put("LOKET_JWT_PRIVATE_KEY", secrets.privateKey("jwt", KeyKind.P256));
        variables.put("LOKET_SECOND_FACTOR_KEY", secrets.aesKey("second-factor"));
      }
      case TICKET_APP -> {
        variables.put("WEBHOOK_SECRET", secrets.webhookSecret());
        variables.put(
            "LOKET_TICKET_SIGNING_KEY", secrets.privateKey("ticket-signing", KeyKind.ED25519));
        addBucket(variables);
      }
      case PAYMENT_APP -> {
        variables.put("WEBHOOK_SECRET", secrets.webhookSecret());
        addRedis(variables);
      }
      case REPORT_APP -> {
        variables.put("LOKET_LINK_KEY", secrets.password("report.links"));
        variables.put("LOKET_OPEN311_KEYS", "demo=" + secrets.password("report.open311"));
        variables.put("LOKET_VAPID_KEY", secrets.privateKey("report.vapid", KeyKind.P256));
        variables.put("LOKET_VAPID_PUBLIC_KEY", secrets.publicKey("report.vapid", KeyKind.P256));
        addBucket(variables);
      }
      case GATEWAY -> addRedis(variables);
      case MEDIA -> addBucket(variables);
      case APK_OTA -> {
        variables.put("LOKET_APK_SIGNING_KEY", secrets.privateKey("apk-signing", KeyKind.ED25519));
        addBucket(variables);
      }
      case COLLECTOR, DATABASE -> {
        // nothing but who they are and whom they let in
      }
    }
    return variables;
  }

  private void addBucket(Map<String, String> variables) {
    variables.put("LOKET_S3_ACCESS_KEY", S3_LOGIN);
    variables.put("LOKET_S3_SECRET_KEY", secrets.password("s3"));
  }

  private void addRedis(Map<String, String> variables) {
    variables.put("LOKET_REDIS_URL", "redis://:" + secrets.password("redis") + "@redis:6379");
  }

  private void servers() throws IOException {
    variables(
        "postgres-admin.env",
        Map.of("PGUSER", POSTGRES_ADMIN, "PGPASSWORD", secrets.password("postgres.admin")));
    variables(
        "rabbitmq-admin.env",
        Map.of(
            "RABBITMQ_ADMIN_USER",
            RABBITMQ_ADMIN,
            "RABBITMQ_ADMIN_PASSWORD",
            secrets.password("rabbitmq.admin")));
    variables(
        "s3-admin.env",
        Map.of("S3_ADMIN_ACCESS_KEY", S3_LOGIN, "S3_ADMIN_SECRET_KEY", secrets.password("s3")));
    variables("core.env", Map.of("LOKET_CORE_DB_PASSWORD", secrets.password("postgres.core")));
    new DevCertificate(folder).ensure("gateway", "localhost", "gateway.loket.svc");
    PrivateFile.write(
        folder.resolve("redis.conf"),
        """
        bind * -::*
        port 6379
        requirepass %s
        dir /data
        appendonly yes
        appendfsync everysec
        save ""
        """
            .formatted(secrets.password("redis")));
    PrivateFile.write(
        folder.resolve("s3proxy.conf"),
        """
        s3proxy.endpoint=http://0.0.0.0:9000
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.identity=unused
        jclouds.credential=unused
        jclouds.filesystem.basedir=/data
        """
            .formatted(S3_LOGIN, secrets.password("s3")));
  }

  private void variables(String file, Map<String, String> variables) throws IOException {
    PrivateFile.write(
        folder.resolve(file),
        variables.entrySet().stream()
            .map(variable -> variable.getKey() + "=" + variable.getValue() + "\n")
            .sorted()
            .collect(Collectors.joining()));
  }
}
