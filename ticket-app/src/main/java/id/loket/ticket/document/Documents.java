package id.loket.ticket.document;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.problem.Problem;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.ticket.booking.BookingChanged;
import id.loket.ticket.booking.Bookings;
import id.loket.ticket.booking.Placed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes, keeps and hands out the PDF of every booking that ended (I5). Made as soon as the outcome
 * is committed; should that fail or this process die, a sweep makes it later, and whoever asks for
 * it before then has it made. Whoever asks while it is being made, by whichever replica, waits for
 * that one for some seconds.
 */
@Singleton
public class Documents {
  private static final Logger LOG = Logger.getLogger(Documents.class);
  private static final int PER_SWEEP = 50;
  private static final int LOOKS = 25;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final DocumentStore store;
  private final Archive archive;
  private final Paper paper;
  private final Bookings bookings;
  private final Traces traces;
  private final WorkUnderWay work;
  private final Sweep<UUID> sweep;
  private final Counter made;
  private final ExecutorService drawing;
  private final ConcurrentMap<UUID, Uni<String>> underWay = new ConcurrentHashMap<>();

  Documents(
      DocumentStore store,
      Archive archive,
      Paper paper,
      Bookings bookings,
      Traces traces,
      WorkUnderWay work,
      DocumentConfig config,
      Jobs jobs,
      MeterRegistry metrics) {
    this.store = store;
    this.archive = archive;
    this.paper = paper;
    this.bookings = bookings;
    this.traces = traces;
    this.work = work;
    this.sweep =
        jobs.sweep(
                "missing-documents",
                Documents.class,
                () -> store.takeDue(config.lease(), PER_SWEEP),
                this::makeLater)
            .atOnce(config.madeAtOnce())
            .batch(PER_SWEEP)
            .handingBack(store::handBack);
    this.made =
        Counter.builder("loket.documents.made")
            .description("PDFs drawn and stored")
            .register(metrics);
    this.drawing =
        new ThreadPoolExecutor(
            config.madeAtOnce(),
            config.madeAtOnce(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(config.mostWaiting()),
            Thread.ofPlatform().name("loket-paper-", 0).daemon().factory());
  }

  /**
   * A URL under which the booking's PDF can be had for some minutes.
   *
   * @return fails with {@code ticket-not-available} (409) for a booking that has none, {@code
   *     document-store-unavailable} (503) while S3 is away
   */
  public Uni<URI> link(Placed placed) {
    DocumentKind kind =
        DocumentKind.of(placed.booking().status())
            .orElseThrow(
                () ->
                    new Problem(DocumentProblems.NOT_AVAILABLE, placed.booking().status())
                        .with("bookingStatus", placed.booking().status()));
    UUID id = placed.booking().id();
    return found(placed, kind, LOOKS)
        .map(key -> archive.presign(key, kind.name().toLowerCase(Locale.ROOT) + "-" + id + ".pdf"))
        .onFailure(e -> e instanceof SdkException || e instanceof RejectedExecutionException)
        .transform(
            e -> {
              LOG.warnf("A document cannot be made or fetched now: %s", e.toString());
              return new Problem(DocumentProblems.STORE_UNAVAILABLE).header("Retry-After", "5");
            });
  }

  /**
   * The key of a document that is stored, or being made here; where another replica is making it,
   * it is there in a moment; else it is made.
   */
  private Uni<String> found(Placed placed, DocumentKind kind, int looks) {
    UUID id = placed.booking().id();
    Uni<String> here = underWay.get(id);
    return here != null
        ? here
        : store
            .look(id, kind)
            .chain(
                standing -> {
                  if (standing.key().isPresent()) {
                    return Uni.createFrom().item(standing.key().get());
                  }
                  return standing.isBeingMade() && looks > 0
                      ? Uni.createFrom()
                          .voidItem()
                          .onItem()
                          .delayIt()
                          .by(BETWEEN_LOOKS)
                          .chain(() -> found(placed, kind, looks - 1))
                      : make(placed, kind);
                });
  }

  void onBookingChanged(@ObservesAsync BookingChanged changed) {
    Placed placed = changed.placed();
    DocumentKind.of(placed.booking().status())
        .ifPresent(
            kind ->
                makeInTrace(placed, kind)
                    .subscribe()
                    .with(
                        key -> {},
                        e ->
                            LOG.warnf(
                                "The PDF of booking %s is made later: %s",
                                placed.booking().id(), e.toString())));
  }

  @Produces
  @Singleton
  DueWork missing() {
    return new DueWork(
        "missing-documents",
        "select min(next_attempt_at) from document where stored_at is null",
        sweep::run);
  }

  private Uni<Void> makeLater(UUID bookingId) {
    return bookings
        .find(bookingId)
        .chain(
            placed ->
                DocumentKind.of(placed.booking().status())
                    .map(kind -> makeInTrace(placed, kind))
                    .orElseGet(() -> Uni.createFrom().nullItem()))
        .replaceWithVoid();
  }

  private Uni<String> makeInTrace(Placed placed, DocumentKind kind) {
    return traces.continued(
        placed.booking().traceparent(),
        "make " + kind.name().toLowerCase(Locale.ROOT),
        SpanKind.INTERNAL,
        () -> make(placed, kind));
  }

  /** Makes a document, or waits for it while it is being made here. */
  private Uni<String> make(Placed placed, DocumentKind kind) {
    UUID id = placed.booking().id();
    return Uni.createFrom()
        .deferred(
            () ->
                underWay.computeIfAbsent(
                    id,
                    booking ->
                        work.doing(() -> makeUnlessStored(placed, kind))
                            .onTermination()
                            .invoke(() -> underWay.remove(booking))
                            .memoize()
                            .indefinitely()));
  }

  private Uni<String> makeUnlessStored(Placed placed, DocumentKind kind) {
    return store
        .look(placed.booking().id(), kind)
        .chain(
            standing ->
                standing
                    .key()
                    .map(key -> Uni.createFrom().item(key))
                    .orElseGet(() -> drawAndStore(placed, kind)));
  }

  private Uni<String> drawAndStore(Placed placed, DocumentKind kind) {
    UUID id = placed.booking().id();
    String key = kind.folder() + "/" + id + ".pdf";
    return Uni.createFrom()
        .item(() -> paper.draw(placed, kind))
        .runSubscriptionOn(drawing)
        .call(pdf -> archive.put(key, pdf))
        .call(pdf -> store.stored(id, kind, key, pdf.length, placed.booking().holder().name()))
        .invoke(() -> made.increment())
        .replaceWith(key);
  }
}
