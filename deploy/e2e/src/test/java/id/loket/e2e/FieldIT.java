package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.field.FieldDevice;
import id.loket.field.Network;
import id.loket.field.Visit;
import id.loket.local.LoketService;
import id.loket.local.service.LoketServices;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Phones in the field while each service of the staging machine is killed in turn: what still works
 * meanwhile is what the machine's users were promised, and afterwards every visit is there once,
 * every photo whole, every day's money right (I9).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FieldIT {
  /** Eight in the ordinary run; {@code LOKET_PHONES=50} takes some minutes more. */
  private static final int PHONES =
      Integer.parseInt(System.getenv().getOrDefault("LOKET_PHONES", "8"));

  /**
   * How many visits a phone records before it is online again; {@code LOKET_BACKLOG=100000} takes
   * some minutes more.
   */
  private static final int BACKLOG =
      Integer.parseInt(System.getenv().getOrDefault("LOKET_BACKLOG", "1000"));

  private static final long RUPIAH = 25_000;

  /** Each look is a phone's whole work, or the entrance's look at all services. */
  private static final Patience LOOKING =
      new Patience(Duration.ofSeconds(120 + BACKLOG / 200), Duration.ofMillis(250));

  private final Town town = Town.get();
  @TempDir static Path memory;
  private LoketServices staging;
  private List<Phone> phones;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  /** What a phone does. */
  private enum Doing {
    RECORD,
    SYNC,
    PHOTOS,
    UPDATE
  }

  /** How it went. */
  private enum Outcome {
    WORKS,
    /** The gateway has it and will deliver it. */
    KEPT,
    /** The phone goes on without, and tries again later. */
    WAITS
  }

  @BeforeAll
  void start() {
    staging = town.staging();
    Visitor admin = Visitor.sample(town.addresses(), "admin");
    List<Visitor> collectors = town.crowd().subList(0, PHONES);
    collectors.forEach(each -> makeCollector(admin, each));
    List<Callable<Phone>> made = new ArrayList<>();
    for (int n = 0; n < PHONES; n++) {
      int number = n;
      made.add(() -> new Phone(number, collectors.get(number)));
    }
    phones = Town.inGroupsOf(8, made);
  }

  @AfterAll
  void stop() {
    if (phones != null) {
      phones.forEach(Phone::off);
    }
  }

  @AfterEach
  void everythingRunsAgain() {
    town.allRunsAgain();
  }

  @Test
  void eachServiceMayDieAndNothingIsLost() throws Exception {
    Map<LoketService, Map<Doing, Set<Outcome>>> table = new EnumMap<>(LoketService.class);
    for (LoketService service :
        List.of(
            LoketService.APK_OTA,
            LoketService.MEDIA,
            LoketService.COLLECTOR,
            LoketService.DATABASE,
            LoketService.GATEWAY)) {
      killInTheMiddle(service);
      table.put(service, round());
      staging.restart(service);
      awaitNoticed(service);
      round();
    }
    System.out.println(asText(table));

    Outcome works = Outcome.WORKS;
    Outcome waits = Outcome.WAITS;
    table.forEach(
        (service, seen) ->
            assertThat(seen.get(Doing.RECORD)).as(service + "").containsExactly(works));
    assertSeen(table, LoketService.APK_OTA, works, works, waits);
    assertSeen(table, LoketService.MEDIA, works, waits, works);
    assertSeen(table, LoketService.COLLECTOR, Outcome.KEPT, works, works);
    assertSeen(table, LoketService.DATABASE, Outcome.KEPT, works, works);
    assertSeen(table, LoketService.GATEWAY, waits, waits, waits);
    Town.inGroupsOf(8, phones.stream().<Callable<Phone>>map(phone -> phone::closeDay).toList());
    Town.inGroupsOf(
        8, phones.stream().<Callable<Phone>>map(phone -> phone::requirePhotosWhole).toList());
  }

  @Test
  void whileCollectorIsAwayAStolenPhoneIsWorthNothingAndOneThatWasOfflineForAnAgeSendsAllOfIt()
      throws Exception {
    Phone stolen = stolen();
    String photo = stolen.device.photosSent().keySet().iterator().next();
    awaitRevoked(stolen, photo);
    Phone offline = offlineForAnAge();

    String before = memory();
    staging.kill(LoketService.COLLECTOR);
    staging.restart(LoketService.MEDIA);
    awaitRevoked(stolen, photo);
    // All of it arrives while collector is away, and is kept by the entrance.
    LOOKING.until("the entrance to keep it", () -> tried(offline.device::sync));
    assertThat(offline.device.waiting()).isZero();
    String kept = memory();
    staging.restart(LoketService.COLLECTOR);
    offline.closeDay();

    JsonNode report = offline.device.dailyReport(LocalDate.now(ZoneId.of("Asia/Jakarta")));
    assertThat(report.at("/batches/0/totals/visits").asInt()).isEqualTo(BACKLOG);
    assertThat(report.at("/batches/0/totals/receipts/0/amount/amount").asLong())
        .isEqualTo(offline.money);
    System.out.printf(
        "%,d visits of one phone; memory before %s, with all of them kept by the gateway %s, closed"
            + " %s%n",
        BACKLOG, before, kept, memory());
    stolen.off();
    offline.off();
  }

  /** It has sent a photo, may see it, and is revoked. */
  private Phone stolen() throws Exception {
    Visitor admin = Visitor.sample(town.addresses(), "admin");
    Visitor owner = town.crowd().get(PHONES);
    makeCollector(admin, owner);
    Phone stolen = new Phone(2 * PHONES + 1, owner);
    stolen.record();
    stolen.device.sync();
    stolen.device.sendPhotos();
    stolen.device.download(stolen.device.photosSent().keySet().iterator().next());
    admin
        .web()
        .post(
            staging.url(LoketService.COLLECTOR)
                + "/collector/devices/"
                + stolen.device.id()
                + "/revoke",
            Web.object("reason", "dicuri"))
        .require(204);
    return stolen;
  }

  private static void awaitRevoked(Phone stolen, String photo) {
    assertThat(LOOKING.until("media to know", () -> refusal(() -> stolen.device.download(photo))))
        .isEqualTo("device-revoked");
  }

  private Phone offlineForAnAge() throws Exception {
    Visitor owner = town.crowd().get(PHONES + 1);
    makeCollector(Visitor.sample(town.addresses(), "admin"), owner);
    Phone phone = new Phone(2 * PHONES + 2, owner);
    phone.network.breakOff(size -> Long.MAX_VALUE);
    phone.network.airplaneMode(true);
    for (int n = 0; n < BACKLOG; n++) {
      phone.device.visit(visit("KW-%d".formatted(n), RUPIAH, List.of(), phone.random));
    }
    phone.money = BACKLOG * RUPIAH;
    assertThat(phone.device.waiting()).isEqualTo(BACKLOG);
    phone.network.airplaneMode(false);
    return phone;
  }

  @Test
  void aPhoneThatReplacesAnotherGetsTheDayWithItsMoneyAndClosesIt() throws Exception {
    Visitor owner = town.crowd().get(PHONES + 2);
    makeCollector(Visitor.sample(town.addresses(), "admin"), owner);
    Phone before = new Phone(2 * PHONES + 3, owner);
    before.record();
    before.device.sync();
    before.device.sendPhotos();

    Phone after = new Phone(2 * PHONES + 4, owner);
    after.record();
    after.money += before.money;
    assertThat(refusalOf(before.device::closeDay)).isEqualTo("device-replaced");
    // what the old one still has counts too, whenever it comes
    before.device.visit(visit("KW-late", RUPIAH, List.of(), before.random));
    before.device.sync();
    after.money += RUPIAH;
    LOOKING.until("what the old one had", () -> tried(after.device::restore));

    after.closeDay();
    before.off();
    after.off();
  }

  @Test
  void aPhoneThatIsResetInTheMiddleOfADayGetsItBackAndClosesIt() throws Exception {
    Visitor owner = town.crowd().get(PHONES + 3);
    makeCollector(Visitor.sample(town.addresses(), "admin"), owner);
    Phone phone = new Phone(2 * PHONES + 5, owner);
    phone.record();
    assertThat(phone.device.reset(false)).as("something is not sent yet").isFalse();
    phone.device.sync();
    phone.device.sendPhotos();

    assertThat(phone.device.reset(false)).isTrue();

    phone.device.login(owner.email(), owner.password(), false);
    assertThat(phone.device.restore()).isPositive();
    phone.record();
    phone.closeDay();
    phone.off();
  }

  private static String refusalOf(Try<?> what) throws Network.Away {
    try {
      what.make();
      return "";
    } catch (FieldDevice.Refused refused) {
      return refused.problem();
    }
  }

  private String memory() {
    return Stream.of(LoketService.GATEWAY, LoketService.COLLECTOR, LoketService.DATABASE)
        .map(service -> "%s %d MiB".formatted(service.title(), staging.mebibytes(service)))
        .collect(Collectors.joining(", "));
  }

  private static Visit visit(String receipt, long rupiah, List<byte[]> photos, Random random) {
    return new Visit(
        UUID.randomUUID().toString(),
        "PAID",
        null,
        new Visit.Receipt(receipt, rupiah, "CASH"),
        null,
        -6.9 + random.nextDouble() / 10,
        107.6 + random.nextDouble() / 10,
        photos);
  }

  /** Why it was refused; nothing while it is not, or somebody is away. */
  private static Optional<String> refusal(Try<?> what) {
    try {
      what.make();
      return Optional.empty();
    } catch (FieldDevice.Refused refused) {
      return Optional.of(refused.problem()).filter(problem -> problem.startsWith("device-"));
    } catch (Network.Away away) {
      return Optional.empty();
    }
  }

  private void assertSeen(
      Map<LoketService, Map<Doing, Set<Outcome>>> table,
      LoketService away,
      Outcome sync,
      Outcome photos,
      Outcome update) {
    Map.of(Doing.SYNC, sync, Doing.PHOTOS, photos, Doing.UPDATE, update)
        .forEach(
            (doing, outcome) ->
                assertThat(table.get(away).get(doing))
                    .as("%s without %s; phones were told:%n%s", doing, away, told())
                    .containsExactly(outcome));
  }

  /** Why phones had to wait, in the order they were told. */
  private String told() {
    return String.join("\n", told);
  }

  /** Kills a service when a fifth of the phones are through and the others in the middle. */
  private void killInTheMiddle(LoketService service) throws Exception {
    CountDownLatch some = new CountDownLatch(PHONES / 5);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> working = new ArrayList<>();
      for (Phone phone : phones) {
        working.add(
            pool.submit(
                () -> {
                  phone.work();
                  some.countDown();
                }));
      }
      some.await();
      staging.kill(service);
      for (Future<?> each : working) {
        each.get();
      }
    }
  }

  private Network network() {
    return new Network(
        URI.create(staging.url(LoketService.GATEWAY)),
        Network.trusting(town.stack().gatewayCertificate()));
  }

  /** The entrance looks now and then who is back, and rests from whoever broke connections. */
  private void awaitNoticed(LoketService service) {
    Network network = network();
    LOOKING.until(
        service.title() + " noticed",
        () ->
            tried(() -> network.send("GET", "/status", Map.of(), null).json())
                .filter(
                    status ->
                        status.at("/services").findValuesAsText("status").stream()
                            .allMatch("UP"::equals)));
  }

  /** Everybody works once; what they saw. */
  private Map<Doing, Set<Outcome>> round() {
    Map<Doing, Set<Outcome>> seen = new EnumMap<>(Doing.class);
    Arrays.stream(Doing.values()).forEach(doing -> seen.put(doing, new ConcurrentSkipListSet<>()));
    Town.inGroupsOf(
        16, phones.stream().<Callable<Boolean>>map(phone -> () -> phone.work(seen)).toList());
    return seen;
  }

  private static String asText(Map<LoketService, Map<Doing, Set<Outcome>>> table) {
    StringBuilder text = new StringBuilder("without      record  sync   photos  update\n");
    table.forEach(
        (service, seen) ->
            text.append(
                "%-12s %-7s %-6s %-7s %-6s%n"
                    .formatted(
                        service.title(),
                        new TreeSet<>(seen.get(Doing.RECORD)),
                        new TreeSet<>(seen.get(Doing.SYNC)),
                        new TreeSet<>(seen.get(Doing.PHOTOS)),
                        new TreeSet<>(seen.get(Doing.UPDATE)))));
    return text.toString();
  }

  private void makeCollector(Visitor admin, Visitor who) {
    String url = town.addresses().client() + "/users/" + who.id();
    String etag = admin.web().get(url).require(200).headers().firstValue("ETag").orElseThrow();
    admin.web().patch(url, etag, Web.object("roles", List.of("citizen", "collector"))).require(200);
  }

  private interface Try<T> {
    T make() throws Network.Away;
  }

  /** What came of it; nothing while somebody is away. */
  private static <T> Optional<T> tried(Try<T> what) {
    try {
      return Optional.of(what.make());
    } catch (Network.Away away) {
      return Optional.empty();
    }
  }

  /** A collector and their phone. */
  private final class Phone {
    private final int number;
    private final Path folder;
    private final Network network;
    private final Clock clock;
    private final Random random;
    private final boolean breaksOff;
    private int photos;
    private long money;
    private FieldDevice device;

    Phone(int number, Visitor collector) throws IOException {
      this.number = number;
      this.random = new Random(number);
      this.breaksOff = number % 2 == 0;
      this.folder = Files.createDirectories(memory.resolve("phone-" + number));
      // Each has a connection of its own: of one that is broken off too often the gateway hangs up.
      this.network = network();
      // Clocks are right, hours late, or hours early.
      this.clock = Clock.offset(Clock.systemUTC(), Duration.ofHours((number % 3 - 1) * 5L));
      this.device = FieldDevice.open(folder, network, clock);
      LOOKING.until(
          "a login",
          () ->
              tried(
                  () -> {
                    device.login(collector.email(), collector.password(), true);
                    return true;
                  }));
      if (breaksOff) {
        // A connection that breaks in the middle of every other upload.
        network.breakOff(size -> random.nextBoolean() ? random.nextLong(size) : Long.MAX_VALUE);
      }
    }

    void work() {
      Map<Doing, Set<Outcome>> ignored = new EnumMap<>(Doing.class);
      Arrays.stream(Doing.values()).forEach(d -> ignored.put(d, new ConcurrentSkipListSet<>()));
      work(ignored);
    }

    /**
     * Visits somebody, sends what there is, looks for updates; now and then the battery is empty.
     */
    boolean work(Map<Doing, Set<Outcome>> seen) {
      if (random.nextInt(4) == 0) {
        device.close();
        device = FieldDevice.open(folder, network, clock);
      }
      record();
      seen.get(Doing.RECORD).add(Outcome.WORKS);
      see(seen, Doing.SYNC, () -> device.sync().forwarded() > 0 ? Outcome.KEPT : Outcome.WORKS);
      see(
          seen,
          Doing.PHOTOS,
          () -> {
            device.sendPhotos();
            return Outcome.WORKS;
          });
      see(
          seen,
          Doing.UPDATE,
          () -> {
            network.send("GET", "/apk/coll/latest.json?device=" + device.id(), Map.of(), null);
            return Outcome.WORKS;
          });
      return true;
    }

    private void record() {
      long rupiah = 1000L * (1 + random.nextInt(500));
      String receipt = "KW-%d-%d".formatted(number, System.nanoTime());
      String visit = device.visit(visit(receipt, rupiah, List.of(photo()), random));
      photos++;
      if (random.nextInt(6) == 0) {
        device.voidVisit(visit, "salah kontrak");
      } else {
        money += rupiah;
      }
      device.position(-6.9, 107.6);
    }

    /** A phone whose connection breaks by itself says nothing of the services. */
    private void see(Map<Doing, Set<Outcome>> seen, Doing doing, Try<Outcome> what) {
      Outcome outcome;
      try {
        outcome = what.make();
      } catch (Network.Away away) {
        outcome = Outcome.WAITS;
        told.add("%s phone %d %s: %s".formatted(Instant.now(), number, doing, away.getMessage()));
      }
      if (!breaksOff || doing == Doing.UPDATE) {
        seen.get(doing).add(outcome);
      }
    }

    /** Everything is sent until both agree; then the day is closed with the money of both. */
    Phone closeDay() {
      network.breakOff(size -> Long.MAX_VALUE);
      Map<String, Long> own = device.money();
      JsonNode batch =
          LOOKING.until(
              "the close of phone " + number,
              () ->
                  tried(
                          () -> {
                            device.sync();
                            device.sendPhotos();
                            return device.isAgreed();
                          })
                      .filter(agreed -> agreed)
                      .flatMap(agreed -> tried(device::closeDay)));
      assertThat(batch.path("batch").path("status").asText()).isEqualTo("CLOSED");
      assertThat(own.getOrDefault("CASH", 0L)).isEqualTo(money);
      assertThat(device.waiting()).isZero();
      assertThat(device.photosWaiting()).isZero();
      return this;
    }

    /** What comes back of every photo is what the camera made. */
    Phone requirePhotosWhole() {
      Map<String, String> sent = device.photosSent();
      assertThat(sent).hasSize(photos);
      sent.forEach(
          (id, sha256) ->
              assertThat(LOOKING.until("photo " + id, () -> tried(() -> device.download(id))))
                  .isEqualTo(sha256));
      return this;
    }

    /** A JPEG by its first bytes, otherwise noise; no two are the same. */
    private byte[] photo() {
      byte[] bytes = new byte[20_000 + random.nextInt(100_000)];
      random.nextBytes(bytes);
      ByteBuffer.wrap(bytes).putInt(0xffd8ffe0);
      return bytes;
    }

    void off() {
      device.close();
    }
  }
}
