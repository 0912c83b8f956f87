package id.loket.ticket.document;

import id.loket.kit.s3.PublicLinks;
import id.loket.kit.server.NeededServer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Documents in S3. */
@Singleton
class Archive implements NeededServer {
  private static final int FORBIDDEN = 403;

  private final S3AsyncClient s3;
  private final S3Presigner presigner;
  private final String bucket;
  private final Duration urlLifetime;

  Archive(S3AsyncClient s3, S3Presigner presigner, DocumentConfig config) {
    this.s3 = s3;
    this.presigner = PublicLinks.presigner(presigner);
    this.bucket = config.bucket();
    this.urlLifetime = config.urlLifetime();
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

  /** Stores a PDF; storing it again under the same key replaces it. */
  Uni<Void> put(String key, byte[] pdf) {
    return Uni.createFrom()
        .completionStage(
            () ->
                s3.putObject(
                    put -> put.bucket(bucket).key(key).contentType("application/pdf"),
                    AsyncRequestBody.fromBytes(pdf)))
        .replaceWithVoid();
  }

  /** Removes a PDF; nothing happens when it is gone already. */
  Uni<Void> remove(String key) {
    return Uni.createFrom()
        .completionStage(() -> s3.deleteObject(delete -> delete.bucket(bucket).key(key)))
        .replaceWithVoid();
  }

  /**
   * A URL that shows a PDF to whoever has it, for a few minutes.
   *
   * @param fileName what browsers save it as
   */
  URI presign(String key, String fileName) {
    return URI.create(
        presigner
            .presignGetObject(
                request ->
                    request
                        .signatureDuration(urlLifetime)
                        .getObjectRequest(
                            get ->
                                get.bucket(bucket)
                                    .key(key)
                                    .responseContentType("application/pdf")
                                    .responseContentDisposition(
                                        "inline; filename=\"" + fileName + "\"")))
            .url()
            .toString());
  }
}
