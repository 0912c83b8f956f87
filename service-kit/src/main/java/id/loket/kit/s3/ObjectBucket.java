package id.loket.kit.s3;

import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.kit.server.NeededServer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.reactivestreams.FlowAdapters;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * A bucket of a service, in S3. What is written under a key that must be new is written by one of
 * several replicas only: S3 itself decides ({@code If-None-Match: *}), so no lock is needed. No
 * bean: services with a bucket make one, the others have no S3 client.
 */
public final class ObjectBucket implements NeededServer {
  private static final Logger LOG = Logger.getLogger(ObjectBucket.class);
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  private final S3AsyncClient s3;
  private final String bucket;
  private final ProblemType away;

  /**
   * A bucket.
   *
   * @param away the problem callers are told while S3 does not answer
   */
  public ObjectBucket(S3AsyncClient s3, String bucket, ProblemType away) {
    this.s3 = s3;
    this.bucket = bucket;
    this.away = away;
  }

  /** What a list tells of an object. */
  public record Entry(String key, long size, Instant modified) {}

  @Override
  public String title() {
    return "S3";
  }

  /** A login that may only put and get objects is refused here, but by a server that is there. */
  @Override
  public Uni<Void> reach() {
    return Uni.createFrom()
        .completionStage(() -> s3.headBucket(head -> head.bucket(bucket)))
        .onFailure(failure -> statusOf(failure) == FORBIDDEN)
        .recoverWithNull()
        .replaceWithVoid();
  }

  /** Stores bytes under a key that must be new; whether it was. */
  public Uni<Boolean> putNew(String key, byte[] content, String contentType) {
    return put(key, AsyncRequestBody.fromBytesUnsafe(content), contentType, true);
  }

  /** Stores a text, in place of one that may be there. */
  public Uni<Void> put(String key, String text, String contentType) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    return put(key, AsyncRequestBody.fromBytesUnsafe(content), contentType, false)
        .replaceWithVoid();
  }

  /** Stores a file, in place of one that may be there. */
  public Uni<Void> put(String key, Path file, String contentType) {
    return put(key, AsyncRequestBody.fromFile(file), contentType, false).replaceWithVoid();
  }

  /** The text under a key. */
  public Uni<Optional<String>> text(String key) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.getObject(
                    get -> get.bucket(bucket).key(key), AsyncResponseTransformer.toBytes()))
        .map(found -> Optional.of(found.asUtf8String()))
        .onFailure(ObjectBucket::isMissing)
        .recoverWithItem(Optional.empty())
        .onFailure()
        .transform(this::away);
  }

  /** The size of an object. */
  public Uni<Optional<Long>> size(String key) {
    return Uni.createFrom()
        .completionStage(() -> s3.headObject(head -> head.bucket(bucket).key(key)))
        .map(found -> Optional.of(found.contentLength()))
        .onFailure(ObjectBucket::isMissing)
        .recoverWithItem(Optional.empty())
        .onFailure()
        .transform(this::away);
  }

  /**
   * The bytes of an object from one on, as they are wanted: reading slowly keeps S3 waiting and
   * nothing in memory. To be read, and closed, on a thread that may block.
   *
   * @return fails with {@link Missing}
   */
  public Uni<InputStream> open(String key, long from, long length) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.getObject(
                    get ->
                        get.bucket(bucket)
                            .key(key)
                            .range("bytes=" + from + "-" + (from + length - 1)),
                    AsyncResponseTransformer.toBlockingInputStream()))
        .<InputStream>map(stream -> stream)
        .onFailure(ObjectBucket::isMissing)
        .transform(Missing::new)
        .onFailure(failure -> !(failure instanceof Missing))
        .transform(this::away);
  }

  /** All objects whose keys begin so, by key. */
  public Uni<List<Entry>> list(String prefix) {
    return Multi.createFrom()
        .publisher(
            FlowAdapters.toFlowPublisher(
                s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents()))
        .map(object -> new Entry(object.key(), object.size(), object.lastModified()))
        .collect()
        .asList()
        .onFailure()
        .transform(this::away);
  }

  /** Removes an object; one that is not there is removed already. */
  public Uni<Void> remove(String key) {
    return Uni.createFrom()
        .completionStage(() -> s3.deleteObject(delete -> delete.bucket(bucket).key(key)))
        .replaceWithVoid()
        .onFailure(ObjectBucket::isMissing)
        .recoverWithNull()
        .onFailure()
        .transform(this::away);
  }

  private Uni<Boolean> put(
      String key, AsyncRequestBody body, String contentType, boolean mustBeNew) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.putObject(
                    put -> {
                      put.bucket(bucket).key(key).contentType(contentType);
                      if (mustBeNew) {
                        put.ifNoneMatch("*");
                      }
                    },
                    body))
        .map(stored -> true)
        .onFailure(failure -> mustBeNew && isTaken(failure))
        .recoverWithItem(false)
        .onFailure()
        .transform(this::away);
  }

  /** 409: somebody else writes that key at this moment. */
  private static boolean isTaken(Throwable failure) {
    int status = statusOf(failure);
    return status == PRECONDITION_FAILED || status == CONFLICT;
  }

  private static boolean isMissing(Throwable failure) {
    return statusOf(failure) == NOT_FOUND;
  }

  private static int statusOf(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof S3Exception e) {
        return e.statusCode();
      }
    }
    return 0;
  }

  private Throwable away(Throwable failure) {
    LOG.warnf("The object store does not answer: %s", failure.toString());
    return new Problem(away).header("Retry-After", "5");
  }

  /** There is no such object. */
  public static final class Missing extends RuntimeException {
    Missing(Throwable cause) {
      super("no such object", cause, false, false);
    }
  }
}
