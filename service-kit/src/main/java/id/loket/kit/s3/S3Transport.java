package id.loket.kit.s3;

import id.loket.kit.start.StartOrder;
import id.loket.kit.tls.Authorities;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/**
 * Makes the S3 client believe whom this service believes: its extension only knows key stores in
 * files of the JDK's own kind. Only in services with a bucket.
 */
@Singleton
@IfBuildProperty(name = "quarkus.s3.async-client.type", stringValue = "netty")
class S3Transport {
  private final S3AsyncClientBuilder client;
  private final Authorities authorities;
  private final Duration connectionTimeout;
  private final Duration readTimeout;

  S3Transport(
      S3AsyncClientBuilder client,
      Authorities authorities,
      @ConfigProperty(name = "quarkus.s3.async-client.connection-timeout")
          Duration connectionTimeout,
      @ConfigProperty(name = "quarkus.s3.async-client.read-timeout") Duration readTimeout) {
    this.client = client;
    this.authorities = authorities;
    this.connectionTimeout = connectionTimeout;
    this.readTimeout = readTimeout;
  }

  /** Before the client is made, which its first user does. */
  void start(@Observes @Priority(StartOrder.CONFIGURATION) StartupEvent startup) {
    client.httpClientBuilder(
        NettyNioAsyncHttpClient.builder()
            .connectionTimeout(connectionTimeout)
            .readTimeout(readTimeout)
            .tlsTrustManagersProvider(() -> new TrustManager[] {authorities.manager()}));
  }
}
