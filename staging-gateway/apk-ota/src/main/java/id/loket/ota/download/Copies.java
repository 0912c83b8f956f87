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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Copies of releases on this replica's disk, each fetched from S3 once and checked against its
 * digest. From there the operating system sends them to any number of phones without passing
 * memory, and goes on doing so while S3 is away. A replica's disk may be lost at any time.
 */
@Singleton
class Copies {
  private final ObjectBucket bucket;
  private final Path folder;
  private final ConcurrentMap<String, Uni<Path>> underWay = new ConcurrentHashMap<>();

  Copies(ObjectBucket bucket, OtaConfig config) {
    this.bucket = bucket;
    this.folder = Path.of(config.folder());
  }

  /** The file of a release; phones that want it while it is fetched wait together. */
  Uni<Path> of(Release release) {
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
        return Files.move(fresh, path(release), StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isThere(Release release) {
    return Files.isRegularFile(path(release));
  }

  private Path path(Release release) {
    return folder.resolve(release.sha256() + ".apk");
  }
}
