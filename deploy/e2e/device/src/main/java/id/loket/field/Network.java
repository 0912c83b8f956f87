package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a phone has for a network: one entrance, which is sometimes not there. In airplane mode
 * nothing is sent; {@link #breakOff} lets connections break in the middle of what is sent.
 */
public final class Network {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI entrance;
  private final HttpClient client;
  private volatile boolean airplaneMode;
  private volatile LongUnaryOperator cuts = size -> Long.MAX_VALUE;

  /**
   * A network.
   *
   * @param entrance where the gateway is
   * @param client with the certificates it trusts, see {@link #trusting}
   */
  public Network(URI entrance, HttpClient client) {
    this.entrance = entrance;
    this.client = client;
  }

  /** A client that trusts a certificate (PEM) and no other; phones may share one. */
  public static HttpClient trusting(Path certificate) {
    try (InputStream in = Files.newInputStream(certificate)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "gateway", CertificateFactory.getInstance("X.509").generateCertificate(in));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      return HttpClient.newBuilder().sslContext(tls).connectTimeout(CONNECT).build();
    } catch (IOException | GeneralSecurityException e) {
      throw new Misuse(
          "LOKET_CERTIFICATE=%s cannot be read: it names the gateway's certificate, a PEM file (%s)"
              .formatted(certificate, e));
    }
  }

  /** A client for a gateway without TLS, or with a certificate everybody trusts. */
  public static HttpClient plain() {
    return HttpClient.newBuilder().connectTimeout(CONNECT).build();
  }

  /** Nothing is sent from now on, or everything again. */
  public void airplaneMode(boolean on) {
    airplaneMode = on;
  }

  /**
   * Lets uploads break off.
   *
   * @param cuts after how many bytes a body of that size breaks off; {@code Long.MAX_VALUE} for
   *     never
   */
  public void breakOff(LongUnaryOperator cuts) {
    this.cuts = cuts;
  }

  /** The server cannot be reached, or says that it cannot now: nothing is known of the request. */
  public static final class Away extends IOException {
    Away(String why) {
      super(why);
    }
  }

  /** What came back. */
  public record Answer(int status, HttpHeaders headers, byte[] body) {
    /** The body; a missing node when it is no JSON. */
    public JsonNode json() {
      try {
        JsonNode read = body.length == 0 ? null : JSON.readTree(body);
        return read == null ? MissingNode.getInstance() : read;
      } catch (IOException e) {
        return MissingNode.getInstance();
      }
    }

    /** The problem's name; empty when it is none. */
    public String problem() {
      return json().path("type").asText("").replace("urn:loket:problem:", "");
    }

    OptionalLong offset() {
      return headers.firstValueAsLong("Upload-Offset");
    }

    @Override
    public String toString() {
      return status + " " + new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  /**
   * Sends a request.
   *
   * @param path below the entrance, or a whole URL
   * @return an answer below 500 that is no 429
   * @throws Away for every other
   */
  public Answer send(String method, String path, Map<String, String> headers, byte[] body)
      throws Away {
    if (airplaneMode) {
      throw new Away("airplane mode");
    }
    URI target = entrance.resolve(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target).timeout(PATIENCE).method(method, publisher(body));
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
      if (answer.status() >= 500 || answer.status() == 429) {
        throw new Away(method + " " + path + ": " + answer);
      }
      return answer;
    } catch (Away away) {
      throw away;
    } catch (IOException broken) {
      throw new Away(method + " " + path + ": " + broken);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Away("interrupted");
    }
  }

  private HttpRequest.BodyPublisher publisher(byte[] body) {
    if (body == null) {
      return HttpRequest.BodyPublishers.noBody();
    }
    long cut = cuts.applyAsLong(body.length);
    if (cut >= body.length) {
      return HttpRequest.BodyPublishers.ofByteArray(body);
    }
    return HttpRequest.BodyPublishers.fromPublisher(
        HttpRequest.BodyPublishers.ofInputStream(() -> new Torn(body, cut)), body.length);
  }

  /** A body that ends in a broken connection. */
  private static final class Torn extends FilterInputStream {
    private long left;

    Torn(byte[] body, long left) {
      super(new ByteArrayInputStream(body));
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      if (left <= 0) {
        throw new IOException("the connection broke");
      }
      int read = super.read(bytes, from, (int) Math.min(length, left));
      left -= read;
      return read;
    }
  }
}
