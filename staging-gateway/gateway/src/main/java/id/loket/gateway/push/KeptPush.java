package id.loket.gateway.push;

import com.rabbitmq.client.AMQP;
import id.loket.kit.trace.TraceParent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A push of a phone that waits for collector.
 *
 * @param id made by the gateway; the phone asks by it
 * @param user for whom the device acts, from the token that was checked
 * @param device which device it is, from the same token
 * @param storedAt when it was taken
 * @param contentType of the body
 * @param encoding of the body ({@code Content-Encoding}); null for none
 * @param language the phone's {@code Accept-Language}; null when it sent none
 * @param requestId of the phone's request
 * @param traceparent of the phone's request; null without one
 * @param body as it came
 */
public record KeptPush(
    String id,
    String user,
    String device,
    Instant storedAt,
    String contentType,
    String encoding,
    String language,
    String requestId,
    String traceparent,
    byte[] body) {
  private static final int PERSISTENT = 2;
  private static final String REASON = "loket-reason";

  /**
   * As a message's properties.
   *
   * @param reason why it is in the dead queue; null where it is not
   */
  AMQP.BasicProperties properties(String reason) {
    Map<String, Object> headers = new HashMap<>();
    headers.put("user", user);
    headers.put("device", device);
    headers.put("storedAt", storedAt.toString());
    headers.put("requestId", requestId);
    headers.put("language", language);
    headers.put(TraceParent.NAME, traceparent);
    headers.put(REASON, reason);
    headers.values().removeIf(Objects::isNull);
    return new AMQP.BasicProperties.Builder()
        .contentType(contentType)
        .contentEncoding(encoding)
        .deliveryMode(PERSISTENT)
        .messageId(id)
        .headers(headers)
        .build();
  }

  static KeptPush of(AMQP.BasicProperties properties, byte[] body) {
    Map<String, Object> headers =
        properties.getHeaders() == null ? Map.of() : properties.getHeaders();
    return new KeptPush(
        properties.getMessageId(),
        text(headers, "user"),
        Objects.requireNonNull(text(headers, "device")),
        Instant.parse(headers.getOrDefault("storedAt", Instant.EPOCH).toString()),
        properties.getContentType(),
        properties.getContentEncoding(),
        text(headers, "language"),
        text(headers, "requestId"),
        text(headers, TraceParent.NAME),
        body);
  }

  private static String text(Map<String, Object> headers, String name) {
    Object value = headers.get(name);
    return value == null ? null : value.toString();
  }
}
