package id.loket.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client that trusts the gateway's own certificate, and no other. */
public final class Phone {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final HttpClient client;

  private Phone(HttpClient client) {
    this.client = client;
  }

  /** One that speaks the newest HTTP it is offered. */
  public static Phone modern() {
    return of(HttpClient.Version.HTTP_2);
  }

  public static Phone of(HttpClient.Version version) {
    return new Phone(
        HttpClient.newBuilder()
            .version(version)
            .connectTimeout(LIMIT)
            .sslContext(trusting(Servers.certificate()))
            .build());
  }

  public static URI uri(String path) {
    return URI.create("https://127.0.0.1:" + Servers.port() + path);
  }

  public HttpResponse<String> get(String path, String... headers) {
    return send(path, request -> request.GET(), headers);
  }

  public HttpResponse<String> post(String path, String body, String... headers) {
    return send(path, request -> request.POST(HttpRequest.BodyPublishers.ofString(body)), headers);
  }

  public HttpResponse<String> send(
      String path, Consumer<HttpRequest.Builder> how, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(LIMIT);
    how.accept(request);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpClient client() {
    return client;
  }

  public static SSLContext trusting(Path certificate) {
    try (InputStream pem = Files.newInputStream(certificate)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "gateway", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
