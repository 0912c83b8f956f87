package id.loket.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Server;
import id.loket.local.StackException;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Photos of 12 megapixels per second through report-app, from the queue into the object store with
 * thumbnail and web picture, against the image library called on the same photos in a loop by as
 * many threads; and report-app's memory meanwhile. All photos are uploaded while the broker is
 * stopped: what is measured is the work alone. report-app and the library have one processor, the
 * same; the object store and all other servers another. A temporary stack.
 */
public final class PhotoBench {
  private static final int USUAL = 2000;
  private static final int PER_REPORT = 10;
  private static final int DIRECT = 100;
  private static final int THREADS = 2;
  private static final int MEASURED = 0;
  private static final int OTHERS = 1;
  private static final int UPLOADING = 4;
  private static final int SAMPLES = 10;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final LocalStack stack;
  private final LoketServices services;
  private final String service;
  private final SampleReports sample;
  private final Visitor citizen;

  private PhotoBench(LocalStack stack, LoketServices services) {
    this.stack = stack;
    this.services = services;
    this.service = Addresses.of(stack).report();
    this.sample = new SampleReports(stack, service, Visitor.sample(Addresses.of(stack), "admin"));
    this.citizen = Visitor.sample(Addresses.of(stack), "citizen");
  }

  public static void main(String[] arguments) throws Exception {
    String asked = System.getenv().getOrDefault("N", "").strip();
    int photos = asked.isEmpty() ? USUAL : Integer.parseInt(asked);
    EnumSet<Server> servers =
        EnumSet.of(
            Server.POSTGRES,
            Server.RABBITMQ,
            Server.MAIL,
            Server.NOTICES,
            Server.S3,
            Server.OPENSEARCH);
    long self = ProcessHandle.current().pid();
    // What it starts stays where it is.
    boolean pinned = Processor.pin(self, OTHERS);
    System.out.println("Starting a temporary stack ...");
    try (LocalStack stack = LocalStack.start(servers, Production.options(Options.temporary()))) {
      // A JVM looks at its start how many processors there are: no fewer than the library's sees.
      Processor.free(self);
      LoketServices services =
          LoketServices.start(
              stack,
              EnumSet.of(LoketService.CLIENT_APP, LoketService.REPORT_APP),
              // Without a broker the sweep would begin to process what waits for a message.
              Map.of("LOKET_ETL_SCHEDULE", "off", "LOKET_MEDIA_PATIENCE", "2h"));
      Processor.pin(self, OTHERS);
      pinned &=
          Processor.pin(
              stack.runFolder().process(LoketService.REPORT_APP.title()).orElseThrow().pid(),
              MEASURED);
      System.out.println(
          pinned
              ? "report-app and the library have one processor, the same; all others another."
              : "No processor can be set aside: all share all of them.");
      new PhotoBench(stack, services).measure(photos);
    }
  }

  private void measure(int photos) throws Exception {
    BenchPhotos bases = BenchPhotos.draw();
    System.out.printf(
        "%nPhotos of 12 megapixels, %.1f MB each, %d threads%n", bases.megabytes(), THREADS);
    Path folder = stack.dataFolder();
    library(bases, folder, DIRECT / 2); // warms up
    double before = library(bases, folder, DIRECT);

    sample.category("foto");
    process(bases, PER_REPORT * 5, false); // warms up
    double through = process(bases, photos, true);

    double after = library(bases, folder, DIRECT);
    double direct = (before + after) / 2;
    Figures.row("the library in a loop, before and after", rate(before) + ", " + rate(after));
    Figures.row("through report-app", rate(through));
    Figures.row("  ratio", Figures.ratio(through / direct));
  }

  /** Where report-app is measured, so is the library. */
  private static double library(BenchPhotos bases, Path folder, int photos) throws Exception {
    long self = ProcessHandle.current().pid();
    boolean moved = Processor.pin(self, MEASURED);
    try {
      return bases.library(folder, photos, THREADS);
    } finally {
      if (moved) {
        Processor.pin(self, OTHERS);
      }
    }
  }

  private static String rate(double perSecond) {
    return String.format(Locale.ROOT, "%.1f /s", perSecond);
  }

  /** Uploads so many, lets report-app work, and answers how many it processed per second. */
  private double process(BenchPhotos bases, int photos, boolean told) throws Exception {
    long done = finished();
    stack.stop(Server.RABBITMQ);
    Visitor reporter = citizen.signIn();
    try (ExecutorService uploads = Executors.newFixedThreadPool(UPLOADING)) {
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < photos; n += PER_REPORT) {
        int count = Math.min(PER_REPORT, photos - n);
        all.add(uploads.submit(() -> upload(reporter, bases, count)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    stack.restart(Server.RABBITMQ);
    long begun = awaitFinished(done + 1, done);
    Map<Long, Long> mebibytes = new TreeMap<>();
    long next = done + 1;
    for (int part = 1; part <= SAMPLES; part++) {
      long wanted = done + (long) photos * part / SAMPLES;
      awaitFinished(wanted, next);
      next = wanted;
      mebibytes.put(wanted - done, services.mebibytes(LoketService.REPORT_APP));
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    requireAllStored(done + photos);
    if (told) {
      Figures.row("report-app's memory in MiB after so many photos", mebibytes.toString());
    }
    return (photos - 1) / seconds;
  }

  private void upload(Visitor reporter, BenchPhotos bases, int count) {
    JsonNode report =
        reporter
            .web()
            .post(
                service + "/reports",
                Web.object(
                    "category",
                    "foto",
                    "note",
                    "Jalan berlubang",
                    "location",
                    Web.object("lat", -6.9175, "lon", 107.6191)))
            .require(201)
            .json();
    String url = service + "/reports/" + report.path("id").asText() + "/media";
    for (int n = 0; n < count; n++) {
      reporter.web().upload(url, bases.next(), "image/jpeg", "purpose", "BEFORE").require(202);
    }
  }

  /** Waits until so many are finished; gives up when none is for too long. */
  private long awaitFinished(long wanted, long seen) throws SQLException, InterruptedException {
    long last = seen;
    long lastAt = System.nanoTime();
    while (true) {
      long finished = finished();
      if (finished >= wanted) {
        return System.nanoTime();
      }
      if (finished > last) {
        last = finished;
        lastAt = System.nanoTime();
      }
      if (System.nanoTime() - lastAt > LONGEST_PAUSE.toNanos()) {
        throw new StackException("No photo was finished for " + LONGEST_PAUSE + ": " + finished);
      }
      Thread.sleep(50);
    }
  }

  private long finished() throws SQLException {
    return count("status in ('STORED', 'REJECTED')");
  }

  private void requireAllStored(long wanted) throws SQLException {
    long stored = count("status = 'STORED'");
    if (stored != wanted) {
      throw new StackException(stored + " of " + wanted + " photos were stored.");
    }
  }

  private long count(String which) throws SQLException {
    try (Connection connection = sample.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from media where " + which)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
