package id.loket.media.bucket;

import id.loket.kit.problem.ProblemType;
import id.loket.kit.s3.ObjectBucket;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Where pictures and uploads are kept. */
@Singleton
class MediaBucket {
  private static final ProblemType AWAY = new ProblemType("media-store-unavailable", 503);

  @Produces
  @Singleton
  ObjectBucket bucket(S3AsyncClient s3, MediaConfig config) {
    return new ObjectBucket(s3, config.bucket(), AWAY);
  }
}
