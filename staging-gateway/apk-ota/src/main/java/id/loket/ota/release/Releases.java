package id.loket.ota.release;

import id.loket.kit.http.ETags;
import id.loket.kit.problem.Problem;
import id.loket.ota.apk.Apk;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * What can be done with releases. What phones ask is answered from memory, read anew every few
 * seconds; while S3 is away, what was read last goes on being true.
 */
@Singleton
public class Releases {
  private static final Logger LOG = Logger.getLogger(Releases.class);

  private final ReleaseStore store;
  private final OtaConfig config;
  private final Clock clock;
  private final ReleaseMeters meters;
  private volatile Known known = new Known(new Catalogue(List.of()), Instant.EPOCH);
  private volatile Uni<Catalogue> reading;

  Releases(ReleaseStore store, OtaConfig config, Clock clock, ReleaseMeters meters) {
    this.store = store;
    this.config = config;
    this.clock = clock;
    this.meters = meters;
  }

  private record Known(Catalogue catalogue, Instant readAt) {}

  /** A release and who gets it. */
  public record Offered(Release release, int rollout) {}

  /**
   * What a device should have.
   *
   * @param device what tells it from others; empty when it does not say
   * @param sdk the API level of its Android, 0 when it does not say
   * @return fails with {@code no-release}
   */
  public Uni<Offered> offeredTo(Optional<String> device, int sdk) {
    return fresh()
        .map(
            catalogue ->
                catalogue
                    .offeredTo(device, sdk)
                    .map(entry -> new Offered(entry.release(), entry.course().rollout()))
                    .orElseThrow(() -> new Problem(ReleaseProblems.NONE)));
  }

  /**
   * A release of that version that may be downloaded.
   *
   * @return fails with {@code release-not-found}, or {@code release-halted}: nobody is to have it
   */
  public Uni<Release> find(long versionCode) {
    return entry(versionCode)
        .map(
            entry -> {
              if (entry.course().halted()) {
                throw new Problem(ReleaseProblems.HALTED);
              }
              return entry.release();
            });
  }

  Uni<Catalogue.Entry> entry(long versionCode) {
    return fresh()
        .map(
            catalogue ->
                catalogue
                    .find(versionCode)
                    .orElseThrow(() -> new Problem(ReleaseProblems.NOT_FOUND)));
  }

  Uni<List<Catalogue.Entry>> list() {
    return fresh().map(Catalogue::entries);
  }

  /** What an administrator says of a file they release. */
  record Announcement(int rollout, Long minVersionCode, String notes, String by) {}

  /** A release, and whether this made it. */
  record Made(Catalogue.Entry entry, boolean isNew) {}

  /**
   * Releases a file. The same file again is the release that is there. May block until the file was
   * looked at: not to be called on an event loop.
   *
   * @return fails with {@code not-an-apk}, {@code apk-package-differs}, {@code apk-signer-differs},
   *     {@code version-not-higher}
   */
  Uni<Made> publish(Path file, Announcement announcement) {
    return Uni.createFrom()
        .deferred(() -> checked(file, announcement))
        .invoke(made -> meters.made(made.isNew()))
        .onFailure(failure -> failure instanceof Problem refused && refused.type().status() < 500)
        .invoke(meters::refused);
  }

  private Uni<Made> checked(Path file, Announcement announcement) {
    Apk apk = apk(file);
    if (!apk.packageName().equals(config.packageName())) {
      throw new Problem(ReleaseProblems.PACKAGE_DIFFERS, apk.packageName(), config.packageName());
    }
    return anew().chain(catalogue -> publish(file, apk, announcement, catalogue));
  }

  /**
   * Changes who gets a release.
   *
   * @param expectedVersion of the course, as in its entity tag
   * @param change makes the next state of the former and the time
   * @return fails with {@code release-not-found}, {@code stale}
   */
  Uni<Catalogue.Entry> change(
      long versionCode, long expectedVersion, BiFunction<Course, Instant, Course> change) {
    return anew()
        .map(
            catalogue ->
                catalogue
                    .find(versionCode)
                    .orElseThrow(() -> new Problem(ReleaseProblems.NOT_FOUND)))
        .chain(
            entry -> {
              if (entry.course().version() != expectedVersion) {
                throw ETags.stale();
              }
              Course next = change.apply(entry.course(), clock.instant());
              return next.equals(entry.course())
                  ? Uni.createFrom().item(entry)
                  : store
                      .append(versionCode, next)
                      .map(
                          appended -> {
                            if (!appended) {
                              throw ETags.stale();
                            }
                            forget();
                            return new Catalogue.Entry(entry.release(), next);
                          });
            });
  }

  /** Takes a release back because of what phones report; nothing if it is halted already. */
  public Uni<Void> haltForFailures(long versionCode) {
    return anew()
        .map(catalogue -> catalogue.find(versionCode))
        .chain(
            found ->
                found
                    .filter(entry -> !entry.course().halted())
                    .map(
                        entry ->
                            store.append(
                                versionCode,
                                entry.course().halt(Course.FAILURES, clock.instant(), "apk-ota")))
                    .orElseGet(() -> Uni.createFrom().item(false)))
        .invoke(
            halted -> {
              if (halted) {
                meters.haltedByItself();
                LOG.warnf("Version %d is halted: too many devices failed", versionCode);
                forget();
              }
            })
        .replaceWithVoid();
  }

  /** Since when failures of a version count; fails with {@code release-not-found}. */
  public Uni<Instant> failuresSince(long versionCode) {
    return entry(versionCode).map(entry -> entry.course().failuresSince());
  }

  private Uni<Made> publish(Path file, Apk apk, Announcement announcement, Catalogue catalogue) {
    Optional<Catalogue.Entry> same =
        catalogue
            .find(apk.versionCode())
            .filter(entry -> entry.release().sha256().equals(apk.sha256()));
    if (same.isPresent()) {
      return Uni.createFrom().item(new Made(same.get(), false));
    }
    if (apk.versionCode() <= catalogue.highest()) {
      throw notHigher(apk, catalogue.highest());
    }
    requireSameSigner(apk, catalogue);
    Release release = release(apk, announcement, catalogue);
    Course course = Course.begin(announcement.rollout(), clock.instant(), announcement.by());
    return store
        .putFile(release, file)
        .chain(() -> store.append(release.versionCode(), course))
        .chain(() -> store.insert(release))
        .map(
            isNew -> {
              forget();
              if (!isNew) {
                throw notHigher(apk, apk.versionCode());
              }
              return new Made(new Catalogue.Entry(release, course), true);
            });
  }

  /** Phones refuse an update that is signed by somebody else. */
  private static void requireSameSigner(Apk apk, Catalogue catalogue) {
    catalogue.entries().stream()
        .findFirst()
        .map(entry -> entry.release().signer())
        .filter(signer -> !signer.equals(apk.signer()))
        .ifPresent(
            signer -> {
              throw new Problem(ReleaseProblems.SIGNER_DIFFERS)
                  .with("signer", apk.signer())
                  .with("expected", signer);
            });
  }

  private Release release(Apk apk, Announcement announcement, Catalogue catalogue) {
    long before =
        catalogue.entries().stream()
            .findFirst()
            .map(entry -> entry.release().minVersionCode())
            .orElse(1L);
    long min = announcement.minVersionCode() == null ? before : announcement.minVersionCode();
    if (min < 1 || min > apk.versionCode()) {
      throw Problem.invalid("minVersionCode", "field.ota.min", apk.versionCode());
    }
    return new Release(
        apk.packageName(),
        apk.versionCode(),
        apk.versionName(),
        min,
        apk.minSdk(),
        apk.sha256(),
        apk.size(),
        apk.signer(),
        announcement.notes(),
        clock.instant());
  }

  private static Apk apk(Path file) {
    try {
      return Apk.of(file);
    } catch (Apk.Unfit unfit) {
      String reason = unfit.fault().name().toLowerCase(Locale.ROOT).replace('_', '-');
      throw new Problem(ReleaseProblems.NOT_AN_APK, reason).with("reason", reason);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem notHigher(Apk apk, long highest) {
    return new Problem(ReleaseProblems.NOT_HIGHER, apk.versionCode(), highest)
        .with("versionCode", apk.versionCode())
        .with("highest", highest);
  }

  /** What is known, if it is fresh; many who ask at once make one reading. */
  private Uni<Catalogue> fresh() {
    Known now = known;
    if (now.readAt().plus(config.freshFor()).isAfter(clock.instant())) {
      return Uni.createFrom().item(now.catalogue());
    }
    Uni<Catalogue> shared = reading;
    if (shared == null) {
      shared = anew().onTermination().invoke(() -> reading = null).memoize().indefinitely();
      reading = shared;
    }
    return now.readAt().equals(Instant.EPOCH)
        ? shared
        : shared.onFailure(Problem.class).recoverWithItem(now.catalogue());
  }

  private Uni<Catalogue> anew() {
    return store
        .read()
        .invoke(
            catalogue -> {
              known = new Known(catalogue, clock.instant());
              meters.read(catalogue);
            });
  }

  /** What was read is not true any more. */
  private void forget() {
    known = new Known(known.catalogue(), Instant.EPOCH.plusSeconds(1));
  }
}
