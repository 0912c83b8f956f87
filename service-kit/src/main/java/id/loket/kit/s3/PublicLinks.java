package id.loket.kit.s3;

import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Signs links people follow. The address of the object store is part of what is signed, so links
 * must be signed for the one by which people reach it, which need not be the one services use.
 */
public final class PublicLinks {
  private PublicLinks() {}

  /**
   * Signs for {@code loket.s3.public-endpoint}, or as services reach the store where that is not
   * set.
   *
   * @param internal signs for the address services use
   */
  public static S3Presigner presigner(S3Presigner internal) {
    Config config = ConfigProvider.getConfig();
    Optional<URI> endpoint = config.getOptionalValue("loket.s3.public-endpoint", URI.class);
    return endpoint
        .map(
            address ->
                S3Presigner.builder()
                    .endpointOverride(address)
                    .region(Region.of(text(config, "quarkus.s3.aws.region")))
                    .credentialsProvider(
                        StaticCredentialsProvider.create(
                            AwsBasicCredentials.create(
                                credential(config, "access-key-id"),
                                credential(config, "secret-access-key"))))
                    .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                    .build())
        .orElse(internal);
  }

  private static String credential(Config config, String name) {
    return text(config, "quarkus.s3.aws.credentials.static-provider." + name);
  }

  private static String text(Config config, String key) {
    return config.getValue(key, String.class);
  }
}
