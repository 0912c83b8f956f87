package id.loket.ota.release;

import id.loket.kit.problem.ProblemType;
import id.loket.kit.s3.ObjectBucket;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Where releases and what phones say of them are kept. */
@Singleton
class OtaBucket {
  private static final ProblemType AWAY = new ProblemType("release-store-unavailable", 503);

  @Produces
  @Singleton
  ObjectBucket bucket(S3AsyncClient s3, OtaConfig config) {
    return new ObjectBucket(s3, config.bucket(), AWAY);
  }
}
