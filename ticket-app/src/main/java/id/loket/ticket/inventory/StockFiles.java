package id.loket.ticket.inventory;

import id.loket.kit.s3.PublicLinks;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mutiny.zero.flow.adapters.AdaptersToFlow;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Files of stock in S3. */
@Singleton
class StockFiles {
  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;
  private static final Duration LONGEST_DOWNLOAD = Duration.ofHours(2);
  private static final Duration LONGEST_COPY = Duration.ofMinutes(10);
  private static final long MOST_COPIED = 5L * 1024 * 1024 * 1024;
  static final String ERRORS = ".errors.csv";

  private final S3AsyncClient s3;
  private final S3Presigner presigner;
  private final InventoryConfig config;
  private final ExecutorService uploading;

  StockFiles(S3AsyncClient s3, S3Presigner presigner, InventoryConfig config) {
    this.s3 = s3;
    this.presigner = PublicLinks.presigner(presigner);
    this.config = config;
    this.uploading =
        Executors.newFixedThreadPool(
            config.uploadsAtOnce(),
            Thread.ofPlatform().name("loket-upload-", 0).daemon().factory());
  }

  /**
   * Whose a place in the bucket is.
   *
   * @param organiserId null for the administrators' own place, from where all stores can be changed
   */
  record Owner(boolean isKnown, UUID organiserId) {
    /** The owner of what lies there; the first folder below the prefix names an organiser. */
    static Owner of(String prefix, String key) {
      String path = key.substring(prefix.length());
      int folder = path.indexOf('/');
      if (folder < 0) {
        return new Owner(true, null);
      }
      try {
        String name = path.substring(0, folder);
        UUID id = UUID.fromString(name);
        return new Owner(id.toString().equalsIgnoreCase(name), id);
      } catch (IllegalArgumentException noId) {
        return new Owner(false, null);
      }
    }
  }

  /** An object that somebody put into the bucket. */
  record Dropped(String key, Owner owner, String tag, Instant at, long size) {
    String name() {
      return key.substring(key.lastIndexOf('/') + 1);
    }

    /** Whether the object store copies it in one call. */
    boolean canBeMoved() {
      return size <= MOST_COPIED;
    }
  }

  /** Some of the objects; {@code next} is null behind the last. */
  record Page(List<Dropped> objects, String next) {}

  /** There is no such object, or only another version of it. */
  static final class Missing extends RuntimeException {
    Missing(Throwable cause) {
      super("no such object", cause, false, false);
    }
  }

  /** Where a file lies once it is taken in: another file of its name lies elsewhere. */
  String keptKey(UUID id, String name) {
    return config.keptPrefix() + id + "/" + name;
  }

  /**
   * Stores a file as it comes in, without ever holding it whole.
   *
   * @return its entity tag
   */
  Uni<String> put(String key, InputStream content, long size) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.putObject(
                    put ->
                        put.bucket(config.bucket())
                            .key(key)
                            .contentType("text/csv")
                            .overrideConfiguration(
                                call ->
                                    call.apiCallTimeout(config.longestUpload())
                                        .apiCallAttemptTimeout(config.longestUpload())),
                    AsyncRequestBody.fromInputStream(content, size, uploading)))
        .map(stored -> stored.eTag());
  }

  /** Stores a small text. */
  Uni<Void> put(String key, String text) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.putObject(
                    put -> put.bucket(config.bucket()).key(key).contentType("text/csv"),
                    AsyncRequestBody.fromString(text, StandardCharsets.UTF_8)))
        .replaceWithVoid();
  }

  /**
   * A file piece by piece, no faster than it is read; fails with {@link Missing}.
   *
   * @param tag of the version that is meant
   */
  Multi<ByteBuffer> read(String key, String tag) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.getObject(
                    get ->
                        get.bucket(config.bucket())
                            .key(key)
                            .ifMatch(tag)
                            .overrideConfiguration(
                                call ->
                                    call.apiCallTimeout(LONGEST_DOWNLOAD)
                                        .apiCallAttemptTimeout(LONGEST_DOWNLOAD)),
                    AsyncResponseTransformer.toPublisher()))
        .onItem()
        .transformToMulti(
            content -> Multi.createFrom().publisher(AdaptersToFlow.publisher(content)))
        .onFailure(StockFiles::isMissing)
        .transform(Missing::new);
  }

  /** What was put into the bucket, a thousand objects at a time, in the order of their keys. */
  Uni<Page> dropped(String next) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.listObjectsV2(
                    list ->
                        list.bucket(config.bucket())
                            .prefix(config.prefix())
                            .continuationToken(next)))
        .map(this::found);
  }

  /** A URL that shows a file to whoever has it, for a few minutes. */
  URI presign(String key, String fileName) {
    return URI.create(
        presigner
            .presignGetObject(
                request ->
                    request
                        .signatureDuration(config.urlLifetime())
                        .getObjectRequest(
                            get ->
                                get.bucket(config.bucket())
                                    .key(key)
                                    .responseContentType("text/csv; charset=utf-8")
                                    .responseContentDisposition(
                                        "attachment; filename=\"" + fileName + "\"")))
            .url()
            .toString());
  }

  private Page found(ListObjectsV2Response page) {
    return new Page(
        page.contents().stream()
            .filter(object -> object.key().endsWith(".csv") && !object.key().endsWith(ERRORS))
            .map(
                object ->
                    new Dropped(
                        object.key(),
                        Owner.of(config.prefix(), object.key()),
                        object.eTag(),
                        object.lastModified(),
                        object.size()))
            .toList(),
        page.nextContinuationToken());
  }

  /**
   * Copies the version of an object that was seen, within the object store.
   *
   * @return the copy's entity tag; fails with {@link Missing}
   */
  Uni<String> copy(Dropped object, String to) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.copyObject(
                    copy ->
                        copy.sourceBucket(config.bucket())
                            .sourceKey(object.key())
                            .copySourceIfMatch(object.tag())
                            .destinationBucket(config.bucket())
                            .destinationKey(to)
                            .overrideConfiguration(
                                call ->
                                    call.apiCallTimeout(LONGEST_COPY)
                                        .apiCallAttemptTimeout(LONGEST_COPY))))
        .map(copied -> copied.copyObjectResult().eTag())
        .onFailure(StockFiles::isMissing)
        .transform(Missing::new);
  }

  /**
   * Removes the version of an object that was seen; one put in its place meanwhile stays. Not every
   * object store knows conditional removal, so it is looked at first.
   */
  Uni<Void> remove(Dropped object) {
    return Uni.createFrom()
        .completionStage(
            () -> s3.headObject(head -> head.bucket(config.bucket()).key(object.key())))
        .chain(
            there ->
                there.eTag().equals(object.tag()) && isOfThatTime(there.lastModified(), object.at())
                    ? remove(object.key(), object.tag())
                    : Uni.createFrom().voidItem())
        .onFailure(StockFiles::isMissing)
        .recoverWithNull();
  }

  /** A list may tell fractions of seconds, a header never does. */
  private static boolean isOfThatTime(Instant header, Instant listed) {
    return header.getEpochSecond() == listed.getEpochSecond();
  }

  /** Removes a file that was taken in, or its errors; others that lie elsewhere stay. */
  Uni<Void> removeKept(String key) {
    return key.startsWith(config.keptPrefix()) || key.endsWith(ERRORS)
        ? remove(key, null).onFailure(StockFiles::isMissing).recoverWithNull()
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> remove(String key, String tag) {
    return Uni.createFrom()
        .completionStage(
            () -> s3.deleteObject(delete -> delete.bucket(config.bucket()).key(key).ifMatch(tag)))
        .replaceWithVoid();
  }

  /** Missing, or not the version that is meant. */
  private static boolean isMissing(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof S3Exception e) {
        return e.statusCode() == NOT_FOUND || e.statusCode() == PRECONDITION_FAILED;
      }
    }
    return false;
  }
}
