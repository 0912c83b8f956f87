package id.loket.media.item;

import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.Sha256;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.s3.ObjectBucket;
import id.loket.media.audit.AuditTrail;
import id.loket.media.bucket.MediaConfig;
import id.loket.photo.FileKind;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What can be done with pictures. Called on virtual threads, which may wait. A picture exists from
 * the moment its row (a small JSON object) does; its bytes are safe before that.
 */
@Singleton
public class Pictures {
  private final ObjectBucket bucket;
  private final TolerantJson json;
  private final MediaConfig config;
  private final Clock clock;
  private final PictureMeters meters;
  private final AuditTrail audit;

  Pictures(
      ObjectBucket bucket,
      TolerantJson json,
      MediaConfig config,
      Clock clock,
      PictureMeters meters,
      AuditTrail audit) {
    this.bucket = bucket;
    this.json = json;
    this.config = config;
    this.clock = clock;
    this.meters = meters;
    this.audit = audit;
  }

  /** What is known of a picture, whoever asks. */
  public Optional<MediaItem> find(UUID id) {
    return bucket
        .text(MediaItem.key(id))
        .await()
        .indefinitely()
        .map(found -> json.read(found, MediaItem.class));
  }

  /**
   * A picture the caller may see.
   *
   * @throws Problem {@code media-not-found}: also for a photo of somebody else
   */
  public MediaItem visible(UUID id, Caller caller) {
    return find(id)
        .filter(item -> item.kind() != Kind.PHOTO || mayAct(item.owner(), caller))
        .orElseThrow(() -> new Problem(MediaProblems.NOT_FOUND));
  }

  /** Whether the caller may see and finish what that sender sends. */
  public static boolean mayAct(String sender, Caller caller) {
    return caller.subject().equals(sender)
        || caller.isAdmin()
        || caller.isService()
        || caller.hasRole(Role.OFFICER);
  }

  /**
   * Lets only those go on who may send pictures of that kind.
   *
   * @throws Problem {@code forbidden}
   */
  public static void requireMaySend(Kind kind, Caller caller) {
    if (kind != Kind.PHOTO && !caller.isAdmin() && !caller.isService()) {
      throw new Problem(ProblemType.FORBIDDEN);
    }
  }

  /** What is to be stored: by whom, as what, and what its sender says of it. */
  public record Sent(UUID id, String sender, Kind kind, Optional<Sha256> declared) {
    /** Who sends an image or logo: nobody but administrators and services may. */
    Actor actor() {
      return sender.startsWith(ServiceTokens.KEY_ID_PREFIX)
          ? new Actor(sender.substring(ServiceTokens.KEY_ID_PREFIX.length()), Role.SERVICE)
          : new Actor(sender, Role.ADMIN);
    }
  }

  /** The picture that is stored now, and whether this made it. */
  public record Kept(MediaItem item, boolean isNew) {}

  /**
   * Keeps a file as a picture. The same file sent again under its id is the one that is there.
   *
   * @throws Problem {@code media-digest-differs}, {@code media-type-not-taken}, {@code too-large},
   *     {@code media-id-taken}
   */
  public Kept keep(Sent sent, Path file) {
    try {
      Kept kept = keepFile(sent, file);
      meters.kept(kept.isNew());
      return kept;
    } catch (Problem refused) {
      if (refused.type().status() < 500) {
        meters.refused();
      }
      throw refused;
    }
  }

  private Kept keepFile(Sent sent, Path file) {
    MediaItem item = look(sent, file);
    boolean isAct = item.kind() != Kind.PHOTO && find(item.id()).isEmpty();
    return isAct
        ? audit.recorded(
            act("image.stored", item).to(told(item)), sent.actor(), () -> keepFile(item, file))
        : keepFile(item, file);
  }

  private static Act act(String name, MediaItem item) {
    return Act.of(name, "image", item.id());
  }

  private static Map<String, Object> told(MediaItem item) {
    return Map.of("kind", item.kind(), "sha256", item.sha256(), "size", item.size());
  }

  private Kept keepFile(MediaItem item, Path file) {
    store(item, file);
    byte[] row = json.write(item).getBytes(StandardCharsets.UTF_8);
    boolean isNew =
        bucket.putNew(MediaItem.key(item.id()), row, "application/json").await().indefinitely();
    if (isNew) {
      return new Kept(item, true);
    }
    MediaItem before = find(item.id()).orElseThrow(() -> new Problem(ProblemType.UNAVAILABLE));
    if (!before.isSame(item.owner(), item.sha256())) {
      throw new Problem(MediaProblems.ID_TAKEN);
    }
    return new Kept(before, false);
  }

  /**
   * Puts another file in the place of an image or logo.
   *
   * @param ifMatch the entity tag of what is to be replaced
   * @throws Problem those of {@link #keep}, {@code media-id-taken} for a photo, {@code stale}
   */
  public MediaItem replace(MediaItem before, Sent sent, String ifMatch, Path file) {
    if (before.kind() == Kind.PHOTO || sent.kind() == Kind.PHOTO) {
      throw new Problem(MediaProblems.ID_TAKEN);
    }
    if (!ifMatch.strip().equals(before.digest().etag())) {
      throw new Problem(ProblemType.STALE);
    }
    MediaItem item = look(sent, file);
    return audit.recorded(
        act("image.replaced", item).from(told(before)).to(told(item)),
        sent.actor(),
        () -> {
          store(item, file);
          bucket
              .put(MediaItem.key(item.id()), json.write(item), "application/json")
              .await()
              .indefinitely();
          return item;
        });
  }

  /** Opens some bytes of what lies under a key. */
  InputStream open(String key, long from, long length) {
    return bucket.open(key, from, length).await().indefinitely();
  }

  private MediaItem look(Sent sent, Path file) {
    try {
      long size = Files.size(file);
      if (size > config.largest().asLongValue()) {
        throw new Problem(ProblemType.TOO_LARGE, config.largest().asLongValue());
      }
      Sha256 digest = Sha256.ofFile(file);
      if (sent.declared().filter(declared -> !declared.equals(digest)).isPresent()) {
        throw new Problem(MediaProblems.DIGEST_DIFFERS).with("sha256", digest.hex());
      }
      FileKind kind = kindOf(file);
      if (!kind.isPhoto()) {
        throw new Problem(MediaProblems.TYPE_NOT_TAKEN);
      }
      Instant now = clock.instant();
      return new MediaItem(
          sent.id(),
          sent.sender(),
          sent.kind(),
          digest.hex(),
          size,
          kind.contentType(),
          now,
          Use.monthOf(now).toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Bytes that are there already are not sent again. That they are used is written down before, so
   * that they are found whatever becomes of the rest.
   */
  private void store(MediaItem item, Path file) {
    bucket.put(Use.of(item).key(), "", "text/plain").await().indefinitely();
    String key = item.contentKey();
    boolean isThere =
        bucket.size(key).await().indefinitely().filter(size -> size == item.size()).isPresent();
    if (!isThere) {
      bucket.put(key, file, item.contentType()).await().indefinitely();
    }
  }

  private static FileKind kindOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return FileKind.of(in.readNBytes(FileKind.BYTES_NEEDED));
    }
  }
}
