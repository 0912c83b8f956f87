package id.loket.ota.download;

import id.loket.kit.http.Sha256;
import id.loket.kit.s3.ObjectBucket;
import id.loket.ota.release.OtaConfig;
import id.loket.ota.release.Release;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * Copies of releases on this replica's disk, each fetched from S3 once and checked against its
 * digest. From there the operating system sends them to any number of phones without passing
 * memory, and goes on doing so while S3 is away. A replica's disk may be lost at any time, and
 * keeps the last few.
 */
@Singleton
class Copies {
  private static final Duration IN_USE = Duration.ofHours(1);
  private static final Pattern COPY = Pattern.compile("[0-9a-f]{64}\\.apk");

  private final ObjectBucket bucket;
  private final Path folder;
  private final int kept;
  private final Clock clock;
  private final ConcurrentMap<String, Uni<Path>> underWay = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Instant> lastUsed = new ConcurrentHashMap<>();

  Copies(ObjectBucket bucket, OtaConfig config, Clock clock) {
    this.bucket = bucket;
    this.kept = config.copies();
    this.clock = clock;
    this.folder = Path.of(config.folder());
  }

  /** The file of a release; phones that want it while it is fetched wait together. */
  Uni<Path> of(Release release) {
    lastUsed.put(release.sha256(), clock.instant());
    // One look at the folder: a disk that was emptied is filled again.
    return isThere(release) ? Uni.createFrom().item(path(release)) : fetched(release);
  }

  private Uni<Path> fetched(Release release) {
    return underWay.computeIfAbsent(
        release.sha256(),
        sha256 ->
            Uni.createFrom()
                .item(() -> copy(release))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onTermination()
                .invoke(() -> underWay.remove(sha256))
                .memoize()
                .indefinitely());
  }

  private Path copy(Release release) {
    if (isThere(release)) {
      return path(release);
    }
    try {
      Path fresh = Files.createTempFile(Files.createDirectories(folder), "copy-", ".apk");
      try {
        try (InputStream in =
            bucket.open(release.fileKey(), 0, release.size()).await().indefinitely()) {
          Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Sha256.ofFile(fresh).equals(release.digest())) {
          throw new IOException("the release in S3 is not the one that was uploaded");
        }
        Path made = Files.move(fresh, path(release), StandardCopyOption.ATOMIC_MOVE);
        trim();
        return made;
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes copies that were not used lately, but for the last few, and what a process left behind
   * that was killed. What is being sent is sent to the end: the file is open.
   */
  private void trim() throws IOException {
    Instant now = clock.instant();
    List<Path> unused = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.apk")) {
      for (Path file : files) {
        if (usedAt(file).isBefore(now.minus(IN_USE))) {
          unused.add(file);
        }
      }
    }
    unused.sort(Comparator.comparing(this::usedAt).reversed());
    int room = kept;
    for (Path file : unused) {
      boolean isCopy = COPY.matcher(file.getFileName().toString()).matches();
      if (!isCopy || room-- <= 0) {
        Files.deleteIfExists(file);
        lastUsed.remove(sha256(file));
      }
    }
  }

  private Instant usedAt(Path file) {
    Instant used = lastUsed.get(sha256(file));
    return used != null ? used : Instant.ofEpochMilli(file.toFile().lastModified());
  }

  private static String sha256(Path file) {
    return file.getFileName().toString().replaceFirst("\\.apk$", "");
  }

  private boolean isThere(Release release) {
    return Files.isRegularFile(path(release));
  }

  private Path path(Release release) {
    return folder.resolve(release.sha256() + ".apk");
  }
}
