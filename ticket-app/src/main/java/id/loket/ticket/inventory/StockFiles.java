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
import java.util.ArrayList;
import java.util.List;
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
  private static final Duration LONGEST_DOWNLOAD = Duration.ofHours(2);
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

  /** An object that lies in the bucket. */
  record Found(String key, String tag, long size) {
    String name() {
      return key.substring(key.lastIndexOf('/') + 1);
    }
  }

  /** Some of the objects; {@code next} is null behind the last. */
  record Objects(List<Found> objects, String next) {}

  /** There is no such object. */
  static final class Missing extends RuntimeException {
    Missing(Throwable cause) {
      super("no such object", cause, false, false);
    }
  }

  String keyOf(String name) {
    return config.prefix() + name;
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

  /** A file piece by piece, no faster than it is read; fails with {@link Missing}. */
  Multi<ByteBuffer> read(String key) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.getObject(
                    get ->
                        get.bucket(config.bucket())
                            .key(key)
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

  /** Files of stock, a thousand at a time, in the order of their keys. */
  Uni<Objects> list(String next) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.listObjectsV2(
                    list ->
                        list.bucket(config.bucket())
                            .prefix(config.prefix())
                            .continuationToken(next)))
        .map(StockFiles::found);
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

  private static Objects found(ListObjectsV2Response page) {
    List<Found> objects = new ArrayList<>();
    page.contents().stream()
        .filter(object -> object.key().endsWith(".csv") && !object.key().endsWith(ERRORS))
        .forEach(object -> objects.add(new Found(object.key(), object.eTag(), object.size())));
    return new Objects(objects, page.nextContinuationToken());
  }

  private static boolean isMissing(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof S3Exception e && e.statusCode() == NOT_FOUND) {
        return true;
      }
    }
    return false;
  }
}
