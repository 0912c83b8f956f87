import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes a packaged service start fast on the JVM: {@code java Train.java JAVA APP} writes
 * APP/service.jar, which starts the service from an ordinary class path, and APP/service.aot, the
 * AOT cache of one start of it and some requests.
 *
 * <p>The run needs no server: a service waits for its databases and its broker while it is alive
 * already. Its keys are made for this run alone and are gone with it.
 */
public class Train {
  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(180);
  private static final int ROUNDS = 20;
  private static final FileTime CHANGED = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  /** Answers of any status will do: it is the way there that is learnt. */
  private static final List<String> PATHS =
      List.of(
          "/q/health/live",
          "/q/health/ready",
          "/q/metrics",
          "/q/openapi",
          "/.well-known/jwks.json",
          "/events?limit=1",
          "/bookings?limit=1",
          "/users?limit=1",
          "/invoices/INV-20260101-0000000000000000",
          "/pay/INV-20260101-0000000000000000",
          "/categories?limit=1",
          "/reports?limit=1",
          "/status",
          "/collector/lkh/2026-01-01",
          "/media/019a0000-0000-7000-8000-000000000000",
          "/apk/coll/latest.json",
          "/exchange");

  private static final Map<String, String> BODIES =
      Map.of(
          "/sessions", "{\"email\": \"nobody@loket.test\", \"password\": \"not-a-password\"}",
          "/users", "{\"name\": \"N\", \"email\": \"nobody@loket.test\", \"password\": \"short\"}",
          "/bookings", "{\"userId\": null}",
          "/invoices", "{\"bookingId\": null}",
          "/reports", "{\"category\": null}",
          "/collector/login", "{\"email\": \"nobody@loket.test\"}",
          "/webhooks/payment", "{\"type\": \"invoice.paid\"}");

  public static void main(String[] arguments) throws Exception {
    String java = arguments[0];
    Path app = Path.of(arguments[1]).toAbsolutePath();
    Path jar = app.resolve("service.jar");
    Path cache = app.resolve("service.aot");
    writeLauncher(app, jar);
    Files.deleteIfExists(cache);
    setTimes(app);

    // what is public listens apart from health and metrics: apk-ota's management, gateway's entrance
    int port = freePort();
    int management = freePort();
    int entrance = freePort();
    Path tls = makeCertificate(Files.createTempDirectory("training-tls"));
    Path log = Files.createTempFile("training", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                java,
                "@" + app.resolve("options"),
                "-XX:AOTCacheOutput=" + cache,
                "-jar",
                jar.toString())
            .directory(app.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment(port, management, entrance, tls));
    Instant begun = Instant.now();
    Process service = builder.start();
    try {
      awaitStart(service, port, management);
      System.out.println(
          "Started after " + Duration.between(begun, Instant.now()).toMillis() + " ms.");
      exercise(PLAIN, "http://127.0.0.1:" + port);
      exercise(PLAIN, "http://127.0.0.1:" + management);
      if (isOpen(entrance)) {
        exercise(trusting(tls.resolve("certificate.pem")), "https://127.0.0.1:" + entrance);
      }
      service.destroy();
      if (!service.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS) || !Files.exists(cache)) {
        throw new IllegalStateException("the run left no AOT cache");
      }
      System.out.println(cache + ": " + Files.size(cache) / 1_000_000 + " MB");
    } catch (IllegalStateException e) {
      service.destroyForcibly();
      System.err.println("Training failed, " + e.getMessage() + ". The service said:");
      System.err.println(Files.readString(log));
      System.exit(1);
    }
  }

  /**
   * An AOT cache holds classes of the class path only, not of a class loader of the service's own,
   * which is what quarkus-run.jar would use.
   */
  private static void writeLauncher(Path app, Path jar) throws IOException {
    List<String> classPath = new ArrayList<>();
    classPath.add("quarkus/transformed-bytecode.jar"); // stands before what it was made of
    classPath.add("quarkus/generated-bytecode.jar");
    for (String folder : List.of("app", "lib/boot", "lib/main")) {
      try (Stream<Path> jars = Files.list(app.resolve(folder))) {
        jars.map(each -> app.relativize(each).toString())
            .filter(each -> each.endsWith(".jar"))
            .sorted()
            .forEach(classPath::add);
      }
    }
    classPath.removeIf(each -> !Files.exists(app.resolve(each)));
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, mainClass(app));
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
    attributes.put(
        new Attributes.Name("Add-Opens"),
        "java.base/java.lang java.base/java.nio java.base/jdk.internal.misc");
    attributes.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream made = new JarOutputStream(out, manifest)) {
      made.finish();
    }
  }

  /**
   * The cache remembers when each jar was changed. Layers of an image keep whole seconds only, so
   * the time is one that survives them.
   */
  private static void setTimes(Path app) throws IOException {
    try (Stream<Path> files = Files.walk(app)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, CHANGED);
      }
    }
  }

  /** Whether the service has an entrance of TLS: the gateway has. */
  private static boolean isOpen(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException closed) {
      return false;
    }
  }

  /** For localhost, by the JDK's keytool, as the two PEM files the gateway is given. */
  private static Path makeCertificate(Path folder) throws Exception {
    Path store = folder.resolve("made.p12");
    char[] password = "for this moment".toCharArray();
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        new ArrayList<>(
            Arrays.asList(
                (keytool
                        + " -genkeypair -alias gateway -keyalg EC -groupname secp256r1"
                        + " -dname CN=localhost -ext san=dns:localhost,ip:127.0.0.1"
                        + " -storetype PKCS12 -storepass:file "
                        + Files.writeString(folder.resolve("word"), new String(password))
                        + " -keystore "
                        + store)
                    .split(" ")));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IllegalStateException("keytool made no certificate");
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    writePem(
        folder.resolve("key.pem"), "PRIVATE KEY", keys.getKey("gateway", password).getEncoded());
    writePem(
        folder.resolve("certificate.pem"),
        "CERTIFICATE",
        keys.getCertificate("gateway").getEncoded());
    return folder;
  }

  private static void writePem(Path file, String what, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n");
  }

  /** The packaging wrote it down for quarkus-run.jar, after two numbers. */
  private static String mainClass(Path app) throws IOException {
    Path description = app.resolve("quarkus/quarkus-application.dat");
    try (DataInputStream in = new DataInputStream(Files.newInputStream(description))) {
      in.readInt();
      in.readInt();
      return in.readUTF();
    }
  }

  private static Map<String, String> environment(
      int port, int management, int entrance, Path tls) throws Exception {
    String nowhere = "127.0.0.1";
    String ed25519 = privateKey(KeyPairGenerator.getInstance("Ed25519"));
    KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
    p256.initialize(new ECGenParameterSpec("secp256r1"));
    return Stream.of(
            "QUARKUS_HTTP_PORT=" + port,
            "QUARKUS_MANAGEMENT_PORT=" + management,
            "LOKET_GATEWAY_PORT=" + entrance,
            "LOKET_GATEWAY_HOST=127.0.0.1",
            "LOKET_TLS_CERTIFICATE=" + tls.resolve("certificate.pem"),
            "LOKET_TLS_KEY=" + tls.resolve("key.pem"),
            "LOKET_HTTP_HOST=127.0.0.1",
            "LOKET_MIGRATE=never",
            "LOKET_SERVICE_KEY=" + ed25519,
            "LOKET_TICKET_SIGNING_KEY=" + ed25519,
            "LOKET_APK_SIGNING_KEY=" + ed25519,
            "LOKET_JWT_PRIVATE_KEY=" + privateKey(p256),
            "LOKET_SECOND_FACTOR_KEY=" + Base64.getEncoder().encodeToString(new byte[32]),
            "LOKET_LINK_KEY=" + Base64.getEncoder().encodeToString(new byte[32]),
            "WEBHOOK_SECRET=whsec_" + Base64.getEncoder().encodeToString(new byte[32]),
            "LOKET_RABBITMQ_PASSWORD=training",
            "LOKET_RABBITMQ_HOST=" + nowhere,
            "LOKET_RABBITMQ_PORT=1",
            "LOKET_DB_URL=postgresql://" + nowhere + ":1/training",
            "LOKET_CASSANDRA_CONTACT_POINTS=" + nowhere + ":1",
            "LOKET_REDIS_URL=redis://" + nowhere + ":1",
            "LOKET_S3_ENDPOINT=http://" + nowhere + ":1",
            "LOKET_SMTP_PORT=1")
        .map(variable -> variable.split("=", 2))
        .collect(Collectors.toMap(variable -> variable[0], variable -> variable[1]));
  }

  private static String privateKey(KeyPairGenerator kind) {
    return Base64.getEncoder().encodeToString(kind.generateKeyPair().getPrivate().getEncoded());
  }

  private static void awaitStart(Process service, int... ports) throws Exception {
    Instant limit = Instant.now().plus(START_LIMIT);
    while (Instant.now().isBefore(limit) && service.isAlive()) {
      for (int port : ports) {
        if (status(PLAIN, request("http://127.0.0.1:" + port, "/q/health/started").GET()) == 200) {
          return;
        }
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException(service.isAlive() ? "it did not start in time" : "it ended");
  }

  private static void exercise(HttpClient client, String base) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      for (String path : PATHS) {
        status(client, request(base, path).GET());
      }
      for (Map.Entry<String, String> body : BODIES.entrySet()) {
        status(
            client,
            request(base, body.getKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.getValue())));
      }
    }
  }

  private static HttpRequest.Builder request(String base, String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(Duration.ofSeconds(3));
  }

  private static int status(HttpClient client, HttpRequest.Builder request)
      throws InterruptedException {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0; // not there yet, or too slow without its servers
    }
  }

  private static final HttpClient PLAIN =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Believes the certificate the service made for this run, and no other. */
  private static HttpClient trusting(Path certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "training", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
