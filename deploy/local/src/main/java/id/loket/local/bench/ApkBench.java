package id.loket.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Ports;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.process.ChildProcess;
import id.loket.local.process.Memory;
import id.loket.local.service.ServiceProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Downloads of a release from apk-ota against nginx sending the same file, each on one and the same
 * processor. Then apk-ota's memory while 200 slow phones download it. A temporary stack; ends by
 * itself.
 */
public final class ApkBench {
  private static final String PACKAGE = "id.loket.coll";
  private static final String FILE = "/apk/coll/app-release.apk";
  private static final int USUAL_MEGABYTES = 500;
  private static final long MEGABYTE = 1_000_000;
  private static final int CALLERS = 8;
  private static final int ROUNDS = 3;
  private static final int SLOW_CALLERS = 200;
  private static final long SLOW_BYTES_PER_SECOND = 250_000;
  private static final int ASKED_MEANWHILE = 200;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final Duration SLOW = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long LOOK_MILLIS = 200;

  private final LocalStack stack;
  private final ServiceProcess service;
  private final Path program;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ApkBench(LocalStack stack, ServiceProcess service, Path program) {
    this.stack = stack;
    this.service = service;
    this.program = program;
  }

  public static void main(String[] arguments) throws Exception {
    Path nginx = Nginx.find();
    String asked = System.getenv().getOrDefault("N", "").strip();
    int megabytes = asked.isEmpty() ? USUAL_MEGABYTES : Integer.parseInt(asked);
    System.out.println("Starting a temporary stack ...");
    // Optimised for the long run, which is what is measured.
    Options options = Options.temporary().with("LOKET_SERVICE_JAVA_OPTIONS", "");
    try (LocalStack stack = LocalStack.start(EnumSet.of(Server.S3), options)) {
      Path folder = Files.createDirectories(stack.dataFolder().resolve("apk"));
      ServiceProcess service =
          ServiceProcess.replica(
              stack,
              LoketService.APK_OTA,
              LoketService.APK_OTA.title(),
              Map.of(
                  "LOKET_APK_FOLDER",
                  folder.toString(),
                  "LOKET_JWT_JWKS",
                  stack.jwksFile().toUri().toString()));
      new ApkBench(stack, service, nginx).run(folder, megabytes);
    }
  }

  private void run(Path folder, int megabytes) throws Exception {
    Path apk = folder.resolve("bench.apk");
    SampleApk.write(apk, PACKAGE, 1, megabytes * MEGABYTE);
    release(apk);
    URI ours = URI.create(service.url() + FILE);
    int port = Ports.anyFree();
    ChildProcess nginx = Nginx.start(stack, program, "nginx-static", files(port, folder));
    try {
      URI theirs = URI.create("http://127.0.0.1:" + port + "/bench.apk");
      requireSame(ours, apk);
      long process = stack.runFolder().process(LoketService.APK_OTA.title()).orElseThrow().pid();
      boolean pinned = Processor.pin(process, 0) & Processor.pin(nginx.pid(), 0);
      Processor.pin(ProcessHandle.current().pid(), 1);
      System.out.println(
          pinned
              ? "Each server has one processor, the same; callers another."
              : "No processor can be set aside: servers and callers share all.");
      compare(ours, theirs, process, nginx.pid(), megabytes);
      slowPhones(ours, process, megabytes);
    } finally {
      nginx.stop();
    }
  }

  private void compare(URI ours, URI theirs, long ourProcess, long theirProcess, int megabytes)
      throws InterruptedException {
    new Downloads(theirs).during(WARM_UP, CALLERS);
    new Downloads(ours).during(WARM_UP, CALLERS);
    Rate best = null;
    Rate bestOfNginx = null;
    for (int round = 0; round < ROUNDS; round++) {
      Rate one = rate(ours, ourProcess);
      Rate other = rate(theirs, theirProcess);
      // The best round of each: what disturbs a round only makes it worse.
      best = best == null || one.perSecond() > best.perSecond() ? one : best;
      bestOfNginx =
          bestOfNginx == null || other.perSecond() > bestOfNginx.perSecond() ? other : bestOfNginx;
    }
    System.out.printf(
        "%napk-ota and nginx, a file of %,d MB, %d downloads at once%n", megabytes, CALLERS);
    Figures.row("apk-ota", best.text());
    Figures.row("nginx", bestOfNginx.text());
    Figures.row(
        "apk-ota ÷ nginx, bytes/s", Figures.ratio(best.perSecond() / bestOfNginx.perSecond()));
    Figures.row(
        "apk-ota ÷ nginx, bytes per second of processor",
        Figures.ratio(best.perCpuSecond() / bestOfNginx.perCpuSecond()));
  }

  private static Rate rate(URI url, long process) throws InterruptedException {
    double before = Processor.seconds(process);
    long begun = System.nanoTime();
    Downloads downloads = new Downloads(url);
    downloads.during(MEASURED, CALLERS);
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Rate(
        downloads.bytes() / seconds, downloads.bytes() / (Processor.seconds(process) - before));
  }

  /** What it takes of memory, and whether others are answered meanwhile. */
  private void slowPhones(URI url, long process, int megabytes) throws Exception {
    URI latest = URI.create(service.url() + "/apk/coll/latest.json");
    new TlsLoad(latest, null).oneByOne(ASKED_MEANWHILE);
    long before = Memory.residentMebibytes(process);
    long most = before;
    Downloads downloads = new Downloads(url);
    long begun = System.nanoTime();
    Duration median;
    try (var executor = Executors.newSingleThreadExecutor()) {
      Future<?> phones =
          executor.submit(
              () -> {
                downloads.slowly(SLOW, SLOW_CALLERS, SLOW_BYTES_PER_SECOND);
                return null;
              });
      Thread.sleep(SLOW.dividedBy(3));
      median = Figures.percentile(new TlsLoad(latest, null).oneByOne(ASKED_MEANWHILE), 0.5);
      while (!phones.isDone()) {
        Thread.sleep(LOOK_MILLIS);
        most = Math.max(most, Memory.residentMebibytes(process));
      }
      phones.get();
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "%nThe file of %,d MB to %d phones at %,d kB/s each%n",
        megabytes, SLOW_CALLERS, SLOW_BYTES_PER_SECOND / 1000);
    Figures.row("bytes/s to all of them", megabytesPerSecond(downloads.bytes() / seconds));
    Figures.row("resident memory before, most meanwhile", before + " MiB, " + most + " MiB");
    Figures.row("latest.json meanwhile, median", Figures.seconds(median));
  }

  // --- the release

  private void release(Path apk) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(service.url() + "/apk/coll/releases?rollout=100"))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + adminToken())
                .header("Content-Type", "application/vnd.android.package-archive")
                .POST(HttpRequest.BodyPublishers.ofFile(apk))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new StackException("the release was answered with " + answer.body());
    }
  }

  /** What is measured is worth nothing if it is not the file. */
  private void requireSame(URI url, Path apk) throws Exception {
    Path copy = apk.resolveSibling("downloaded.apk");
    client.send(
        HttpRequest.newBuilder(url).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofFile(copy));
    long different = Files.mismatch(apk, copy);
    Files.delete(copy);
    if (different >= 0) {
      throw new StackException("the file that comes is another one from byte " + different + " on");
    }
  }

  private String adminToken() throws IOException, GeneralSecurityException {
    String keyId =
        new ObjectMapper().readTree(stack.jwksFile().toFile()).at("/keys/0/kid").asText();
    String header = "{\"alg\":\"ES256\",\"kid\":\"%s\"}".formatted(keyId);
    String claims =
        """
        {"iss":"https://loket.local","aud":"loket","sub":"%s","groups":["admin"],"exp":%d}"""
            .formatted(UUID.randomUUID(), Instant.now().plus(LIMIT).getEpochSecond());
    String signed = base64(bytes(header)) + "." + base64(bytes(claims));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(
        KeyFactory.getInstance("EC")
            .generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(stack.jwtPrivateKey()))));
    signature.update(bytes(signed));
    return signed + "." + base64(signature.sign());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String files(int port, Path folder) {
    return """
    sendfile on;
    tcp_nopush on;
    server {
      listen 127.0.0.1:%d;
      root %s;
    }
    """
        .formatted(port, folder);
  }

  private static String megabytesPerSecond(double bytes) {
    return String.format(Locale.ROOT, "%,.0f MB/s", bytes / MEGABYTE);
  }

  /** Bytes per second, and per second of the server's processor. */
  private record Rate(double perSecond, double perCpuSecond) {
    String text() {
      return megabytesPerSecond(perSecond)
          + ", "
          + megabytesPerSecond(perCpuSecond).replace("/s", " per second of processor");
    }
  }
}
