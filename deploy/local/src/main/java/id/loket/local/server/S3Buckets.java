package id.loket.local.server;

import id.loket.local.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes buckets, with requests signed by AWS Signature Version 4. */
public final class S3Buckets {
  /** The region every request is signed for. */
  public static final String REGION = "us-east-1";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");
  private static final Pattern NEXT =
      Pattern.compile("<NextContinuationToken>([^<]*)</NextContinuationToken>");

  private final Endpoint endpoint;

  public S3Buckets(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** Makes the bucket unless it is there. */
  public void ensure(String bucket) throws IOException, InterruptedException {
    int status = send("HEAD", "/" + bucket);
    if (status == 404) {
      status = send("PUT", "/" + bucket);
    }
    if (status / 100 != 2) {
      throw new IOException("S3 answered " + status + " when asked for the bucket " + bucket);
    }
  }

  /** The status of listing the buckets: 200 when the server runs and accepts the login. */
  public int list() throws IOException, InterruptedException {
    return send("GET", "/");
  }

  /** What is stored under a key; empty when nothing is. */
  public Optional<byte[]> get(String bucket, String key) {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpResponse<byte[]> answer =
          client.send(
              signed("GET", "/" + bucket + "/" + key), HttpResponse.BodyHandlers.ofByteArray());
      return switch (answer.statusCode()) {
        case 200 -> Optional.of(answer.body());
        case 404 -> Optional.empty();
        default -> throw new IOException("S3 answered " + answer.statusCode() + " for " + key);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The keys of everything in a bucket. */
  public Set<String> keys(String bucket) {
    Set<String> keys = new TreeSet<>();
    String token = "";
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      do {
        // Parameters in alphabetical order, as the signature wants them.
        String query =
            (token.isEmpty() ? "" : "continuation-token=" + encoded(token) + "&") + "list-type=2";
        HttpResponse<String> page =
            client.send(signed("GET", "/" + bucket, query), HttpResponse.BodyHandlers.ofString());
        if (page.statusCode() != 200) {
          throw new IOException("S3 answered " + page.statusCode() + " for the keys of " + bucket);
        }
        Matcher key = KEY.matcher(page.body());
        while (key.find()) {
          keys.add(key.group(1).replace("&amp;", "&"));
        }
        Matcher next = NEXT.matcher(page.body());
        token = next.find() ? next.group(1) : "";
      } while (!token.isEmpty());
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private int send(String method, String path) throws IOException, InterruptedException {
    return HttpCall.status(signed(method, path));
  }

  private HttpRequest signed(String method, String path) {
    return signed(method, path, "");
  }

  private HttpRequest signed(String method, String path, String query) {
    String time = TIME.format(Instant.now());
    String bodyHash = hex(sha256(""));
    String signedHeaders = "host;x-amz-content-sha256;x-amz-date";
    String canonical =
        """
        %s
        %s
        %s
        host:%s
        x-amz-content-sha256:%s
        x-amz-date:%s

        %s
        %s"""
            .formatted(
                method,
                path,
                query,
                endpoint.hostAndPort(),
                bodyHash,
                time,
                signedHeaders,
                bodyHash);
    String scope = time.substring(0, 8) + "/" + REGION + "/s3/aws4_request";
    String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hex(sha256(canonical));
    String authorization =
        "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(endpoint.user(), scope, signedHeaders, hex(hmac(signingKey(scope), toSign)));
    return HttpCall.to(endpoint.url() + path + (query.isEmpty() ? "" : "?" + query))
        .header("Authorization", authorization)
        .header("x-amz-content-sha256", bodyHash)
        .header("x-amz-date", time)
        .method(method, HttpRequest.BodyPublishers.noBody())
        .build();
  }

  private byte[] signingKey(String scope) {
    byte[] key = ("AWS4" + endpoint.password()).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return key;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
