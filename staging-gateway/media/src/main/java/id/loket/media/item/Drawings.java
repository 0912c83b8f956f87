package id.loket.media.item;

import id.loket.kit.problem.Problem;
import id.loket.kit.s3.ObjectBucket;
import id.loket.media.bucket.MediaConfig;
import id.loket.media.bucket.Scratch;
import id.loket.photo.FileKind;
import id.loket.photo.Photo;
import id.loket.photo.PhotoMemory;
import id.loket.photo.PhotoMemoryShort;
import id.loket.photo.UnfitPhoto;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Small pictures of photos, drawn when somebody first wants one and kept from then on. A few
 * threads draw, a bounded number of photos wait for them, and a photo that several want is drawn
 * once.
 */
@Singleton
class Drawings {
  private static final String JPEG = FileKind.JPEG.contentType();

  private final ObjectBucket bucket;
  private final MediaConfig config;
  private final Scratch scratch;
  private final PhotoMemory memory;
  private final ThreadPoolExecutor drawing;
  private final ConcurrentMap<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

  Drawings(ObjectBucket bucket, MediaConfig config, Scratch scratch, PhotoMemory memory) {
    this.bucket = bucket;
    this.config = config;
    this.scratch = scratch;
    this.memory = memory;
    this.drawing =
        new ThreadPoolExecutor(
            config.drawnAtOnce(),
            config.drawnAtOnce(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(config.mostWaiting()),
            Thread.ofPlatform().name("loket-photo-", 0).daemon().factory());
  }

  /**
   * The size of a variant, which is drawn if nobody has wanted it before.
   *
   * @throws Problem {@code variant-not-possible}, {@code media-busy}
   */
  long require(MediaItem item, Variant variant) {
    if (variant == Variant.ORIGINAL) {
      return item.size();
    }
    String key = variant.key(item);
    return bucket
        .size(key)
        .await()
        .indefinitely()
        .orElseGet(
            () -> {
              drawOnce(item);
              return bucket
                  .size(key)
                  .await()
                  .indefinitely()
                  .orElseThrow(() -> new IllegalStateException("drawn and not there: " + key));
            });
  }

  private void drawOnce(MediaItem item) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> first = underWay.putIfAbsent(item.contentKey(), mine);
    if (first == null) {
      begin(item, mine);
    }
    try {
      (first == null ? mine : first).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Problem problem ? problem : e;
    }
  }

  private void begin(MediaItem item, CompletableFuture<Void> done) {
    done.whenComplete((nothing, failure) -> underWay.remove(item.contentKey(), done));
    try {
      drawing.execute(
          () -> {
            try {
              draw(item);
              done.complete(null);
            } catch (IOException | RuntimeException | OutOfMemoryError failure) {
              done.completeExceptionally(failure);
            }
          });
    } catch (RejectedExecutionException full) {
      done.completeExceptionally(new Problem(MediaProblems.BUSY).header("Retry-After", "5"));
    }
  }

  private void draw(MediaItem item) throws IOException {
    try (Scratch.Sheet original = scratch.sheet();
        Scratch.Sheet web = scratch.sheet();
        Scratch.Sheet thumb = scratch.sheet()) {
      try (InputStream in = bucket.open(item.contentKey(), 0, item.size()).await().indefinitely()) {
        Files.copy(in, original.path(), StandardCopyOption.REPLACE_EXISTING);
      }
      Photo photo = new Photo(original.path(), FileKind.ofContentType(item.contentType()));
      photo.draw(
          photo.notes().orientation(), config.mostPixels(), memory, web.path(), thumb.path());
      bucket.put(Variant.WEB.key(item), web.path(), JPEG).await().indefinitely();
      bucket.put(Variant.THUMB.key(item), thumb.path(), JPEG).await().indefinitely();
    } catch (UnfitPhoto unfit) {
      String reason = unfit.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
      throw new Problem(MediaProblems.NOT_DRAWABLE, reason).with("reason", reason);
    } catch (PhotoMemoryShort notNow) {
      throw new Problem(MediaProblems.BUSY).header("Retry-After", "5");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  void stop(@Observes ShutdownEvent shutdown) {
    drawing.shutdown();
  }
}
