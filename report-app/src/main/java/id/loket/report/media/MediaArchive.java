package id.loket.report.media;

import id.loket.kit.s3.PublicLinks;
import id.loket.kit.server.NeededServer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Photos and videos in S3. Bytes go from disk to S3 and back, never as a whole through memory. */
@Singleton
class MediaArchive implements NeededServer {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private final S3AsyncClient s3;
  private final S3Presigner presigner;
  private final MediaConfig config;
  private final String bucket;

  MediaArchive(S3AsyncClient s3, S3Presigner presigner, MediaConfig config) {
    this.s3 = s3;
    this.presigner = PublicLinks.presigner(presigner);
    this.config = config;
    this.bucket = config.bucket();
  }

  @Override
  public String title() {
    return "S3";
  }

  /** A login that may only put and get objects is refused here, but by a server that is there. */
  @Override
  public Uni<Void> reach() {
    return Uni.createFrom()
        .completionStage(() -> s3.headBucket(head -> head.bucket(bucket)))
        .onFailure(failure -> failure instanceof S3Exception e && e.statusCode() == FORBIDDEN)
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** Stores a file; storing it again under the same key replaces it. */
  Uni<Void> put(String key, Path file, String contentType) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.putObject(
                    put -> put.bucket(bucket).key(key).contentType(contentType),
                    AsyncRequestBody.fromFile(file)))
        .replaceWithVoid();
  }

  /** Fetches an object into a file that is not there yet; fails with {@link Missing}. */
  Uni<Void> fetch(String key, Path file) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.getObject(
                    get -> get.bucket(bucket).key(key), AsyncResponseTransformer.toFile(file)))
        .replaceWithVoid()
        .onFailure(MediaArchive::isMissing)
        .transform(Missing::new);
  }

  /** Copies an object within the store; fails with {@link Missing}. */
  Uni<Void> copy(String from, String to) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.copyObject(
                    copy ->
                        copy.sourceBucket(bucket)
                            .sourceKey(from)
                            .destinationBucket(bucket)
                            .destinationKey(to)))
        .replaceWithVoid()
        .onFailure(MediaArchive::isMissing)
        .transform(Missing::new);
  }

  /** Whether there is such an object. */
  Uni<Boolean> has(String key) {
    return Uni.createFrom()
        .completionStage(() -> s3.headObject(head -> head.bucket(bucket).key(key)))
        .map(found -> true)
        .onFailure(MediaArchive::isMissing)
        .recoverWithItem(false);
  }

  /** Removes an object; one that is not there is removed already. */
  Uni<Void> remove(String key) {
    return Uni.createFrom()
        .completionStage(() -> s3.deleteObject(delete -> delete.bucket(bucket).key(key)))
        .replaceWithVoid()
        .onFailure(MediaArchive::isMissing)
        .recoverWithNull();
  }

  /** Removes all that there may be of a photo or video. */
  Uni<Void> clear(MediaItem item) {
    return Multi.createFrom()
        .items(
            Stream.concat(Stream.of(item.stagingKey()), Stream.of(Variant.values()).map(item::key)))
        .onItem()
        .transformToUniAndConcatenate(this::remove)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /**
   * A URL that shows an object to whoever has it, for a few minutes.
   *
   * @param fileName what browsers save it as
   */
  URI presign(String key, String contentType, String fileName) {
    return URI.create(
        presigner
            .presignGetObject(
                request ->
                    request
                        .signatureDuration(config.urlLifetime())
                        .getObjectRequest(
                            get ->
                                get.bucket(bucket)
                                    .key(key)
                                    .responseContentType(contentType)
                                    .responseContentDisposition(
                                        "inline; filename=\"" + fileName + "\"")))
            .url()
            .toString());
  }

  private static boolean isMissing(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof NoSuchKeyException
          || (t instanceof S3Exception e && e.statusCode() == NOT_FOUND)) {
        return true;
      }
    }
    return false;
  }

  /** There is no such object. */
  static final class Missing extends RuntimeException {
    Missing(Throwable cause) {
      super("no such object", cause, false, false);
    }
  }
}
