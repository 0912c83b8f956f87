package id.loket.local.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Devices that are logged in already: their rows are put into the staging database, and their
 * tokens signed with collector's key, so that a bench measures syncs and not logins.
 */
final class FieldDevices {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final PrivateKey key;

  FieldDevices(String collectorUrl, String serviceKey) {
    this.url = collectorUrl + "/collector/sync";
    try {
      this.key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(serviceKey)));
    } catch (GeneralSecurityException e) {
      throw new StackException("collector's key cannot be read", e);
    }
  }

  /** The rows of so many devices, each with its collector and an open batch. */
  static String rows(int devices) {
    return """
        insert into collector (id, email, name, trail_consent)
        select md5('c' || n)::uuid, 'kolektor-' || n || '@example.org', 'Kolektor ' || n, true
        from generate_series(0, %1$d - 1) n;
        insert into device (id, collector_id, model, system, version_code, status)
        select md5('d' || n)::uuid, md5('c' || n)::uuid, 'bench', 'bench', 1, 'ACTIVE'
        from generate_series(0, %1$d - 1) n;
        insert into batch (id, collector_id, device_id, day, number, status)
        select md5('b' || n)::uuid, md5('c' || n)::uuid, md5('d' || n)::uuid, current_date, 1, 'OPEN'
        from generate_series(0, %1$d - 1) n;
        """
        .formatted(devices);
  }

  /** A request that pushes so many visits of a device, and pulls if asked to. */
  HttpRequest push(int device, int firstSequence, int visits, String pull) {
    StringBuilder body = new StringBuilder("{\"push\":[");
    UUID batch = id("b" + device);
    for (int i = 0; i < visits; i++) {
      body.append(i == 0 ? "" : ",").append(visit(batch, firstSequence + i));
    }
    body.append(']').append(pull == null ? "" : ",\"pull\":" + pull).append('}');
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(LIMIT)
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer " + token(device))
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        .build();
  }

  private static String visit(UUID batch, int sequence) {
    return """
        {"id":"%s","sequence":%d,"batchId":"%s","kind":"VISIT","recordedAt":"%s","visit":{\
        "assignmentId":"%s","result":"PAID","note":"Lunas di tempat",\
        "location":{"lat":-6.917464,"lon":107.619123,"accuracy":12},\
        "receipt":{"number":"KW-%d","amount":{"amount":150000,"currency":"IDR"},"method":"CASH"},\
        "photos":[{"id":"%s","sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",\
        "size":183422}]}}"""
        .formatted(
            UUID.randomUUID(),
            sequence,
            batch,
            Instant.now(),
            UUID.randomUUID(),
            sequence,
            UUID.randomUUID());
  }

  CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new StackException("no JSON: " + e.getMessage(), e);
    }
  }

  private String token(int device) {
    String header = "{\"alg\":\"EdDSA\",\"kid\":\"device:collector\"}";
    String claims =
        "{\"iss\":\"collector\",\"aud\":\"loket-devices\",\"sub\":\"%s\",\"device\":\"%s\",\"exp\":%d}"
            .formatted(
                id("c" + device),
                id("d" + device),
                Instant.now().plusSeconds(7200).getEpochSecond());
    String signed =
        base64(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new StackException("no device token can be signed", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** As PostgreSQL makes a uuid of an MD5. */
  private static UUID id(String name) {
    try {
      ByteBuffer digest =
          ByteBuffer.wrap(
              MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8)));
      return new UUID(digest.getLong(), digest.getLong());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
