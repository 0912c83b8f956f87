package id.loket.media.item;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.s3.ObjectBucket;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.media.audit.AuditTrail;
import id.loket.media.bucket.MediaConfig;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes photos that belong to no visit any more, because that was forgotten, or because none ever
 * came; and bytes no picture has: of an upload that ended half-way, of an image that was replaced.
 * Only what is old is looked at; while collector does not say what is known, photos stay. One
 * replica does it, once a day; each step may be done twice, and begun anew after any other.
 */
@Singleton
class ForgottenPictures {
  private static final String DAYS = "sweeps/";
  private static final int ASKED_AT_ONCE = 250;
  private static final Duration LONGEST = Duration.ofHours(2);

  /** Before it, bytes lay in no month. */
  private static final YearMonth FIRST = YearMonth.of(2026, 11);

  private final ObjectBucket bucket;
  private final TolerantJson json;
  private final KnownPhotos photos;
  private final MediaConfig config;
  private final AuditTrail audit;
  private final Clock clock;
  private final Sweep<String> sweep;

  ForgottenPictures(
      ObjectBucket bucket,
      TolerantJson json,
      KnownPhotos photos,
      MediaConfig config,
      AuditTrail audit,
      Clock clock,
      Jobs jobs) {
    this.bucket = bucket;
    this.json = json;
    this.photos = photos;
    this.config = config;
    this.audit = audit;
    this.clock = clock;
    this.sweep =
        jobs.sweep("forgotten-pictures", ForgottenPictures.class, this::dueToday, this::forgetOf)
            .atOnce(1)
            .limit(LONGEST);
  }

  @Scheduled(every = "1h", delayed = "7m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> sweep() {
    return sweep.run();
  }

  private Uni<List<String>> dueToday() {
    Instant now = clock.instant();
    String day = DAYS + now.atZone(ZoneOffset.UTC).toLocalDate();
    return bucket
        .putNew(day, new byte[0], "text/plain")
        .chain(
            mine ->
                mine
                    ? removeDaysBefore(day).chain(audit::forget).replaceWith(shelves(now))
                    : Uni.createFrom().item(List.of()));
  }

  private Uni<Void> removeDaysBefore(String day) {
    return bucket
        .list(DAYS)
        .onItem()
        .transformToMulti(found -> Multi.createFrom().iterable(found))
        .filter(entry -> entry.key().compareTo(day) < 0)
        .onItem()
        .transformToUniAndConcatenate(entry -> bucket.remove(entry.key()))
        .collect()
        .last();
  }

  /** Where uses lie that are old, a sixteenth of a month each. */
  List<String> shelves(Instant now) {
    YearMonth end = Use.monthOf(now.minus(config.unclaimed()));
    return Stream.iterate(FIRST, month -> month.isBefore(end), month -> month.plusMonths(1))
        .flatMap(month -> digits().map(digit -> Use.prefix(month, digit)))
        .toList();
  }

  private static Stream<String> digits() {
    return Stream.iterate(0, digit -> digit < 16, digit -> digit + 1)
        .map(digit -> String.valueOf(HexFormat.of().toHexDigits(digit.longValue(), 1)));
  }

  Uni<Void> forgetOf(String shelf) {
    return bucket
        .list(shelf)
        .map(found -> found.stream().flatMap(entry -> Use.read(entry.key()).stream()).toList())
        .onItem()
        .transformToMulti(uses -> Multi.createFrom().iterable(lots(uses)))
        .onItem()
        .transformToUniAndConcatenate(this::forgetAmong)
        .collect()
        .last();
  }

  private static List<List<Use>> lots(List<Use> uses) {
    List<List<Use>> lots = new ArrayList<>();
    for (int from = 0; from < uses.size(); from += ASKED_AT_ONCE) {
      lots.add(uses.subList(from, Math.min(uses.size(), from + ASKED_AT_ONCE)));
    }
    return lots;
  }

  private Uni<Void> forgetAmong(List<Use> uses) {
    Set<UUID> asked = uses.stream().map(Use::picture).collect(Collectors.toSet());
    return photos
        .among(asked)
        .onItem()
        .transformToMulti(
            known ->
                Multi.createFrom()
                    .iterable(uses.stream().filter(use -> !known.contains(use.picture())).toList()))
        .onItem()
        .transformToUniAndConcatenate(this::forgetUnlessNeeded)
        .collect()
        .last();
  }

  private Uni<Void> forgetUnlessNeeded(Use use) {
    return find(use.picture())
        .chain(
            found -> {
              Optional<MediaItem> owner = found.filter(use::isOf);
              boolean isShown = owner.filter(item -> item.kind() != Kind.PHOTO).isPresent();
              return isShown ? Uni.createFrom().voidItem() : forget(use, owner.isPresent());
            });
  }

  private Uni<Optional<MediaItem>> find(UUID id) {
    return bucket
        .text(MediaItem.key(id))
        .map(found -> found.map(text -> json.read(text, MediaItem.class)));
  }

  /** The use goes last: as long as it is there, the rest is found again. */
  private Uni<Void> forget(Use use, boolean isPhoto) {
    return bucket
        .list(use.ofSameBytes())
        .chain(
            uses ->
                uses.stream().allMatch(entry -> entry.key().equals(use.key()))
                    ? removeBytes(use)
                    : Uni.createFrom().voidItem())
        .chain(
            () ->
                isPhoto ? bucket.remove(MediaItem.key(use.picture())) : Uni.createFrom().voidItem())
        .chain(() -> bucket.remove(use.key()));
  }

  private Uni<Void> removeBytes(Use use) {
    MediaItem bytes =
        new MediaItem(
            use.picture(), "", Kind.PHOTO, use.sha256(), 0, "", Instant.EPOCH, use.month() + "");
    return bucket
        .remove(Variant.THUMB.key(bytes))
        .chain(() -> bucket.remove(Variant.WEB.key(bytes)))
        .chain(() -> bucket.remove(bytes.contentKey()));
  }
}
