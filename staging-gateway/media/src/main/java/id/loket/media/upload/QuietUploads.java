package id.loket.media.upload;

import id.loket.kit.problem.Problem;
import id.loket.media.bucket.MediaConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Uploads nobody came back to. Called on virtual threads, which may wait for S3. */
@Singleton
class QuietUploads {
  private static final Logger LOG = Logger.getLogger(QuietUploads.class);

  /** Who has sent something since then will come back, or finish it themselves. */
  private static final Duration QUIET = Duration.ofMinutes(5);

  private final UploadStore store;
  private final Uploads uploads;
  private final MediaConfig config;
  private final Clock clock;
  private final UploadMeters meters;
  private final Map<UUID, Instant> lookedAt = new ConcurrentHashMap<>();

  QuietUploads(
      UploadStore store, Uploads uploads, MediaConfig config, Clock clock, UploadMeters meters) {
    this.store = store;
    this.uploads = uploads;
    this.config = config;
    this.clock = clock;
    this.meters = meters;
  }

  /** One of them, and what there is of it. */
  record Quiet(UUID id, UploadStore.Left left) {}

  /**
   * Those that have fallen quiet. One listing tells; each of them is to be looked at once, and
   * again when it changed or its time is over.
   */
  List<Quiet> all() {
    Instant now = clock.instant();
    Map<UUID, UploadStore.Left> left = store.all();
    lookedAt.keySet().retainAll(left.keySet());
    return left.entrySet().stream()
        .filter(each -> isToBeLookedAt(each.getKey(), each.getValue().changed(), now))
        .map(each -> new Quiet(each.getKey(), each.getValue()))
        .toList();
  }

  private boolean isToBeLookedAt(UUID id, Instant changed, Instant now) {
    boolean quiet = changed.isBefore(now.minus(QUIET));
    return quiet && (isOver(changed, now) || !changed.equals(lookedAt.get(id)));
  }

  private boolean isOver(Instant changed, Instant now) {
    return changed.isBefore(now.minus(config.uploadLifetime()));
  }

  /** Finishes one that was left complete, and removes one that is over. */
  void lookAt(Quiet quiet) {
    Instant now = clock.instant();
    Instant changed = quiet.left().changed();
    try {
      Optional<Upload> upload = store.find(quiet.id());
      boolean over = upload.map(found -> found.isOver(now)).orElse(isOver(changed, now));
      if (upload.isPresent() && quiet.left().bytes() == upload.get().length()) {
        uploads.complete(quiet.id());
      } else if (over) {
        store.remove(quiet.id());
        meters.expired();
      }
    } catch (Problem refused) {
      LOG.infof("Upload %s: %s", quiet.id(), refused.type().name());
    }
    lookedAt.put(quiet.id(), changed);
  }
}
