package id.loket.media.upload;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import id.loket.kit.s3.ObjectBucket;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Uploads in S3: a row, and what has arrived as parts that begin where the former ends. A part's
 * key is its offset, and S3 takes a key once: of two that send the same bytes at once, one is
 * stored.
 */
@Singleton
class UploadStore {
  private final ObjectBucket bucket;
  private final TolerantJson json;

  UploadStore(ObjectBucket bucket, TolerantJson json) {
    this.bucket = bucket;
    this.json = json;
  }

  /** Writes the row; whether there was none. */
  boolean insert(Upload upload) {
    byte[] row = json.write(upload).getBytes(StandardCharsets.UTF_8);
    return bucket.putNew(Upload.row(upload.id()), row, "application/json").await().indefinitely();
  }

  Optional<Upload> find(UUID id) {
    return bucket
        .text(Upload.row(id))
        .await()
        .indefinitely()
        .map(row -> json.read(row, Upload.class));
  }

  /** What has arrived without a gap. */
  record Arrived(long bytes, int parts) {
    /** How many parts there are beside those it would have had if nothing had broken off. */
    long breaks(long partSize) {
      return parts - bytes / partSize;
    }
  }

  Arrived arrived(UUID id) {
    long offset = 0;
    int parts = 0;
    for (ObjectBucket.Entry part : parts(id)) {
      if (!part.key().equals(Upload.part(id, offset))) {
        break;
      }
      offset += part.size();
      parts++;
    }
    return new Arrived(offset, parts);
  }

  /** How many bytes have arrived, without a gap. */
  long offset(UUID id) {
    return arrived(id).bytes();
  }

  /** Stores the bytes that follow; whether nobody else had. */
  boolean append(UUID id, long offset, byte[] bytes) {
    return bucket
        .putNew(Upload.part(id, offset), bytes, "application/octet-stream")
        .await()
        .indefinitely();
  }

  /**
   * Writes what has arrived into a file, part by part.
   *
   * @throws ObjectBucket.Missing when somebody else has finished or removed it meanwhile
   */
  void assemble(UUID id, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (ObjectBucket.Entry part : parts(id)) {
        try (InputStream in = bucket.open(part.key(), 0, part.size()).await().indefinitely()) {
          in.transferTo(out);
        }
      }
    }
  }

  /** Removes an upload: the row last, so that what remains after a crash is found again. */
  void remove(UUID id) {
    parts(id).forEach(part -> bucket.remove(part.key()).await().indefinitely());
    bucket.remove(Upload.row(id)).await().indefinitely();
  }

  /**
   * What there is of an upload.
   *
   * @param bytes in its parts
   * @param changed when something of it was last stored
   */
  record Left(long bytes, Instant changed) {
    private Left and(Left other) {
      return new Left(
          bytes + other.bytes, changed.isAfter(other.changed) ? changed : other.changed);
    }
  }

  /** All uploads there are anything of. */
  Map<UUID, Left> all() {
    return bucket.list(Upload.ALL).await().indefinitely().stream()
        .filter(entry -> Upload.idIn(entry.key()).isPresent())
        .collect(
            Collectors.toMap(
                entry -> Upload.idIn(entry.key()).orElseThrow(),
                entry -> new Left(Upload.isPart(entry.key()) ? entry.size() : 0, entry.modified()),
                Left::and));
  }

  private List<ObjectBucket.Entry> parts(UUID id) {
    return bucket.list(Upload.parts(id)).await().indefinitely();
  }

  /** The problem of whoever is behind, with where to go on. */
  static Problem behind(long offset) {
    return new Problem(UploadProblems.OFFSET_DIFFERS, offset)
        .with("offset", offset)
        .header("Upload-Offset", Long.toString(offset));
  }
}
