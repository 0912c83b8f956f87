package id.loket.media.upload;

import id.loket.kit.auth.Caller;
import id.loket.kit.http.Sha256;
import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.s3.ObjectBucket;
import id.loket.media.bucket.MediaConfig;
import id.loket.media.bucket.Scratch;
import id.loket.media.item.MediaItem;
import id.loket.media.item.MediaProblems;
import id.loket.media.item.Pictures;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Uploads that can be broken off at any byte and gone on with. Called on virtual threads, which may
 * wait: for the sender's next bytes, and until S3 has the last ones. No more than one part per
 * upload is in memory, and no more uploads are received at once than there are places.
 */
@Singleton
class Uploads {
  private static final Logger LOG = Logger.getLogger(Uploads.class);
  private static final int BUFFER = 64 * 1024;

  private final UploadStore store;
  private final Pictures pictures;
  private final Scratch scratch;
  private final MediaConfig config;
  private final Clock clock;
  private final UploadMeters meters;
  private final Places places;

  Uploads(
      UploadStore store,
      Pictures pictures,
      Scratch scratch,
      MediaConfig config,
      Clock clock,
      UploadMeters meters) {
    this.store = store;
    this.pictures = pictures;
    this.scratch = scratch;
    this.config = config;
    this.clock = clock;
    this.meters = meters;
    this.places = new Places(config.uploadsAtOnce(), config.uploadsOfOne());
  }

  /** How far an upload got. */
  record Progress(UUID id, long offset, long length, Optional<Instant> expiresAt) {
    boolean isWhole() {
      return offset == length;
    }
  }

  long largest() {
    return config.largest().asLongValue();
  }

  /**
   * Takes note of an upload that is to come. Announced again in the same words, it is the one that
   * is there, however far it got; one that is complete becomes a picture, as with {@link #find}.
   *
   * @throws Problem {@code upload-too-large}, {@code media-id-taken}, {@code forbidden}
   */
  Progress announce(Metadata metadata, long length, Caller caller) {
    Pictures.requireMaySend(metadata.kind(), caller);
    if (length > largest()) {
      throw new Problem(UploadProblems.TOO_LARGE, largest())
          .header("Tus-Max-Size", Long.toString(largest()));
    }
    Upload upload =
        new Upload(
            metadata.id().orElseGet(Ids::next),
            caller.subject(),
            metadata.kind(),
            length,
            metadata.sha256().map(Sha256::hex).orElse(null),
            clock.instant().plus(config.uploadLifetime()));
    Optional<MediaItem> stored = pictures.find(upload.id());
    if (stored.isPresent()) {
      return again(upload, stored.get());
    }
    if (store.insert(upload)) {
      meters.begun();
      return new Progress(upload.id(), 0, length, Optional.of(upload.expiresAt()));
    }
    Optional<Upload> before = store.find(upload.id());
    if (before.isEmpty()) {
      // Finished or given up by somebody else, between these two looks.
      return pictures
          .find(upload.id())
          .map(item -> again(upload, item))
          .orElseThrow(() -> new Problem(ProblemType.UNAVAILABLE));
    }
    return finished(before.filter(upload::isSame).orElseThrow(Uploads::taken));
  }

  /**
   * How far an upload got. One that is complete becomes a picture before this answers, should the
   * process that received its end have died.
   *
   * @throws Problem {@code upload-not-found}, {@code upload-expired}
   */
  Progress find(UUID id, Caller caller) {
    Optional<Progress> stored = asPicture(id, caller);
    if (stored.isPresent()) {
      return stored.get();
    }
    return finished(require(id, caller));
  }

  /**
   * Receives bytes. What arrives before the connection breaks is kept, except where a checksum was
   * promised: then all of this request's bytes count, or none.
   *
   * @param offset where the sender goes on
   * @param checksum null when none was sent
   * @throws Problem {@code upload-expired} when it came in too many pieces; {@code
   *     upload-offset-differs}, {@code upload-too-large}, {@code upload-checksum-differs}, {@code
   *     media-busy}, and those of {@link Pictures#keep}
   */
  Progress receive(UUID id, long offset, String checksum, InputStream body, Caller caller)
      throws IOException {
    Optional<Progress> stored = asPicture(id, caller);
    if (stored.isPresent()) {
      requireOffset(stored.get().offset(), offset);
      return stored.get();
    }
    Upload upload = require(id, caller);
    UploadStore.Arrived arrived = store.arrived(id);
    requireOffset(arrived.bytes(), offset);
    requireWorthwhile(id, arrived);
    if (!places.take(caller.subject())) {
      meters.busy();
      throw new Problem(MediaProblems.BUSY).header("Retry-After", "5");
    }
    InputStream paced =
        new PacedBody(body, config.slowest().asLongValue(), config.patience(), System::nanoTime);
    long end;
    meters.receiving();
    try {
      end =
          checksum == null
              ? append(upload, offset, paced)
              : appendChecked(upload, offset, Checksum.parse(checksum), paced);
    } finally {
      meters.received();
      places.release(caller.subject());
    }
    if (end == upload.length()) {
      complete(id);
    }
    return new Progress(id, end, upload.length(), Optional.of(upload.expiresAt()));
  }

  /** Gives an upload up. What became a picture stays. */
  void end(UUID id, Caller caller) {
    require(id, caller);
    store.remove(id);
    meters.ended();
  }

  private Optional<Progress> asPicture(UUID id, Caller caller) {
    return pictures
        .find(id)
        .filter(item -> Pictures.mayAct(item.owner(), caller))
        .map(item -> new Progress(id, item.size(), item.size(), Optional.empty()));
  }

  private static Progress again(Upload upload, MediaItem stored) {
    boolean same =
        stored.owner().equals(upload.sender())
            && stored.size() == upload.length()
            && (upload.sha256() == null || upload.sha256().equals(stored.sha256()));
    if (!same) {
      throw taken();
    }
    return new Progress(upload.id(), stored.size(), stored.size(), Optional.empty());
  }

  private Upload require(UUID id, Caller caller) {
    Upload upload =
        store
            .find(id)
            .filter(found -> Pictures.mayAct(found.sender(), caller))
            .orElseThrow(() -> new Problem(UploadProblems.NOT_FOUND));
    if (upload.isOver(clock.instant())) {
      throw new Problem(UploadProblems.EXPIRED);
    }
    return upload;
  }

  private Progress progress(Upload upload) {
    return new Progress(
        upload.id(), store.offset(upload.id()), upload.length(), Optional.of(upload.expiresAt()));
  }

  private Progress finished(Upload upload) {
    Progress progress = progress(upload);
    if (progress.isWhole()) {
      complete(upload.id());
    }
    return progress;
  }

  private static void requireOffset(long actual, long claimed) {
    if (actual != claimed) {
      throw UploadStore.behind(actual);
    }
  }

  /** Every part is an object, and all of them are listed each time its sender goes on. */
  private void requireWorthwhile(UUID id, UploadStore.Arrived arrived) {
    if (arrived.breaks(config.part().asLongValue()) > config.mostBreaks()) {
      store.remove(id);
      meters.expired();
      throw new Problem(UploadProblems.EXPIRED);
    }
  }

  private long append(Upload upload, long from, InputStream body) throws IOException {
    byte[] part = new byte[partSize(upload, from)];
    long offset = from;
    while (true) {
      int filled = 0;
      boolean cut = false;
      try {
        filled = fill(part, body);
      } catch (Cut e) {
        filled = e.filled;
        cut = true;
      }
      if (filled > 0) {
        offset = put(upload, offset, filled == part.length ? part : Arrays.copyOf(part, filled));
      }
      if (cut) {
        meters.brokenOff();
        throw new Problem(UploadProblems.BROKEN_OFF, offset);
      }
      if (filled < part.length) {
        return offset;
      }
      part = new byte[partSize(upload, offset)];
      if (part.length == 0) {
        requireEnd(body, upload);
        return offset;
      }
    }
  }

  private int partSize(Upload upload, long offset) {
    return (int) Math.min(config.part().asLongValue(), upload.length() - offset);
  }

  /** Reads until the part is full or the body ends. */
  private static int fill(byte[] part, InputStream body) throws IOException {
    int filled = 0;
    while (filled < part.length) {
      int read;
      try {
        read = body.read(part, filled, part.length - filled);
      } catch (IOException | RuntimeException broken) {
        throw new Cut(filled, broken);
      }
      if (read < 0) {
        break;
      }
      filled += read;
    }
    return filled;
  }

  private static void requireEnd(InputStream body, Upload upload) throws IOException {
    if (body.read() >= 0) {
      throw new Problem(UploadProblems.TOO_LARGE, upload.length());
    }
  }

  private long put(Upload upload, long offset, byte[] bytes) {
    if (!store.append(upload.id(), offset, bytes)) {
      throw UploadStore.behind(store.offset(upload.id()));
    }
    meters.stored(bytes.length);
    return offset + bytes.length;
  }

  private long appendChecked(Upload upload, long offset, Checksum checksum, InputStream body)
      throws IOException {
    try (Scratch.Sheet sheet = scratch.sheet()) {
      MessageDigest digest = checksum.digest();
      long left = upload.length() - offset;
      try (OutputStream out = Files.newOutputStream(sheet.path())) {
        byte[] buffer = new byte[BUFFER];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
          left -= read;
          if (left < 0) {
            throw new Problem(UploadProblems.TOO_LARGE, upload.length());
          }
          digest.update(buffer, 0, read);
          out.write(buffer, 0, read);
        }
      }
      if (!checksum.isOf(digest)) {
        throw new Problem(UploadProblems.CHECKSUM_DIFFERS);
      }
      try (InputStream checked = Files.newInputStream(sheet.path())) {
        return append(upload, offset, checked);
      }
    }
  }

  /**
   * Makes the picture of a complete upload. Several may do so at once, and any may die: the picture
   * is the same, and what is left of the upload is found by the sweep.
   */
  void complete(UUID id) {
    Optional<Upload> upload = store.find(id);
    if (upload.isEmpty()) {
      return;
    }
    try (Scratch.Sheet sheet = scratch.sheet()) {
      store.assemble(id, sheet.path());
      if (Files.size(sheet.path()) == upload.get().length()) {
        pictures.keep(upload.get().sent(), sheet.path());
        store.remove(id);
        meters.finished();
      }
    } catch (ObjectBucket.Missing finishedByAnother) {
      LOG.debugf("Upload %s was finished by somebody else", id);
    } catch (Problem refused) {
      if (refused.type().status() < 500) {
        store.remove(id);
        meters.refused();
      }
      throw refused;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Problem taken() {
    return new Problem(MediaProblems.ID_TAKEN);
  }

  /** The connection broke in the middle of a part. */
  private static final class Cut extends IOException {
    private final int filled;

    Cut(int filled, Exception cause) {
      super("cut", cause);
      this.filled = filled;
    }
  }
}
