package id.loket.report.media;

import id.loket.photo.FileKind;
import id.loket.photo.Photo;
import id.loket.photo.PhotoMemory;
import id.loket.photo.UnfitPhoto;
import id.loket.report.place.Position;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Looks at a file that lies in its place, makes what people see of it, and puts that beside it.
 * Works on disk and on a few threads of its own; the memory a photo takes is reserved before.
 */
@Singleton
class MediaProcessing {
  private final MediaArchive archive;
  private final MediaStore store;
  private final MediaConfig config;
  private final PhotoMemory memory;
  private final Path folder;
  private final ExecutorService drawing;

  MediaProcessing(
      MediaArchive archive,
      MediaStore store,
      MediaConfig config,
      PhotoMemory memory,
      @ConfigProperty(name = "quarkus.http.body.uploads-directory") String folder) {
    this.archive = archive;
    this.store = store;
    this.config = config;
    this.memory = memory;
    this.folder = Path.of(folder);
    this.drawing =
        Executors.newFixedThreadPool(
            config.processedAtOnce(),
            Thread.ofPlatform().name("loket-photo-", 0).daemon().factory());
  }

  /** What a file turned out to be. */
  record Outcome(FileKind kind, Photo.Size size, List<Variant> variants) {}

  /** How many may be processed at once. */
  int atOnce() {
    return config.processedAtOnce();
  }

  /**
   * Processes a file that lies in its place; doing it again does no harm.
   *
   * @return fails with {@link Rejection.Rejected}, or with whatever keeps the object store from
   *     answering
   */
  Uni<Outcome> process(MediaItem item, boolean takesVideo) {
    return Uni.createFrom()
        .item(this::desk)
        .runSubscriptionOn(drawing)
        .chain(
            desk ->
                archive
                    .fetch(item.key(Variant.ORIGINAL), desk.resolve("original"))
                    .onFailure(MediaArchive.Missing.class)
                    .transform(missing -> new Rejection.Rejected(Rejection.LOST))
                    .emitOn(drawing)
                    .chain(() -> look(item, desk, takesVideo))
                    .emitOn(drawing)
                    .onTermination()
                    .invoke(() -> tidy(desk)));
  }

  private Uni<Outcome> look(MediaItem item, Path desk, boolean takesVideo) {
    Path original = desk.resolve("original");
    FileKind kind = kind(original, takesVideo);
    if (kind.isVideo()) {
      return archive
          .put(item.key(Variant.ORIGINAL), original, kind.contentType())
          .replaceWith(new Outcome(kind, null, List.of(Variant.ORIGINAL)));
    }
    // From here on the photo itself might end this process.
    return store
        .begun(item.id())
        .emitOn(drawing)
        .chain(
            () -> {
              try {
                return keep(item, desk, kind);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private Uni<Outcome> keep(MediaItem item, Path desk, FileKind kind) throws IOException {
    Path original = desk.resolve("original");
    Path clean = desk.resolve("clean");
    Path web = desk.resolve("web");
    Path thumb = desk.resolve("thumb");
    Photo photo = new Photo(original, kind);
    Photo.Notes notes = photo.notes();
    PhotoCleaner.clean(kind, original, clean, notes.orientation());
    Photo.Size size = draw(photo, notes.orientation(), web, thumb);
    String jpeg = FileKind.JPEG.contentType();
    // The place is kept before it is removed from the photo: a crash between the two loses neither.
    Uni<Void> kept =
        notes.place() == null
            ? Uni.createFrom().voidItem()
            : store.suggest(item.id(), new Position(notes.place().lat(), notes.place().lon()));
    return kept.chain(() -> archive.put(item.key(Variant.THUMB), thumb, jpeg))
        .chain(() -> archive.put(item.key(Variant.WEB), web, jpeg))
        .chain(() -> archive.put(item.key(Variant.ORIGINAL), clean, kind.contentType()))
        .replaceWith(
            new Outcome(kind, size, List.of(Variant.ORIGINAL, Variant.THUMB, Variant.WEB)));
  }

  private Photo.Size draw(Photo photo, int orientation, Path web, Path thumb) throws IOException {
    try {
      return photo.draw(orientation, config.mostPixels(), memory, web, thumb);
    } catch (UnfitPhoto unfit) {
      throw new Rejection.Rejected(Rejection.valueOf(unfit.reason().name()));
    }
  }

  private FileKind kind(Path file, boolean takesVideo) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(FileKind.BYTES_NEEDED);
      if (head.length == 0) {
        throw new Rejection.Rejected(Rejection.EMPTY);
      }
      FileKind kind = FileKind.of(head);
      if (kind.isVideo() && !takesVideo) {
        throw new Rejection.Rejected(Rejection.VIDEO_NOT_TAKEN);
      }
      if (kind == FileKind.HEIC) {
        throw new Rejection.Rejected(Rejection.HEIC_NOT_TAKEN);
      }
      if (kind == FileKind.WEBP) {
        throw new Rejection.Rejected(Rejection.WEBP_NOT_TAKEN);
      }
      if (!kind.isVideo() && !kind.isPhoto()) {
        throw new Rejection.Rejected(Rejection.TYPE_NOT_TAKEN);
      }
      long most = (kind.isVideo() ? config.largestVideo() : config.largestPhoto()).asLongValue();
      if (Files.size(file) > most) {
        throw new Rejection.Rejected(Rejection.TOO_LARGE);
      }
      return kind;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path desk() {
    try {
      return Files.createTempDirectory(Files.createDirectories(folder), "photo-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tidy(Path desk) {
    try (Stream<Path> files = Files.walk(desk)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // the system empties its folder for temporary files
    }
  }

  /** What a process that was killed left on this disk: uploads and photos it was at. */
  @Scheduled(every = "1h", delayed = "1m")
  void tidyLeftovers() {
    Instant longAgo = Instant.now().minus(config.longestUpload()).minus(config.lease());
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(entry -> entry.toFile().lastModified() < longAgo.toEpochMilli())
          .forEach(MediaProcessing::tidy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop(@Observes ShutdownEvent shutdown) {
    drawing.shutdown();
  }
}
