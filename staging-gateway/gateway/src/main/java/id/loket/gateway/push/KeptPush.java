package id.loket.gateway.push;

import java.time.Instant;

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
    byte[] body) {}
