package id.loket.kit.postgres;

import id.loket.kit.http.Sha256;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.problem.Problem;
import java.util.Optional;

/**
 * An {@code Idempotency-Key} (draft-ietf-httpapi-idempotency-key-header-07) with what it was sent
 * for.
 *
 * @param scope who uses it for which operation: keys of different callers never meet
 * @param key the caller's key, without quotes
 * @param fingerprint digest of the request, to tell a repeat from a reuse
 */
public record IdempotencyKey(String scope, String key, String fingerprint) {
  private static final int MAX_LENGTH = 255;

  /**
   * Reads the header, quoted as the draft wants it or bare.
   *
   * @param header the header's value, or null
   * @param operation for example {@code POST /bookings}
   * @param caller stable name of the caller
   * @param request the parsed body
   * @throws Problem {@code invalid-input} for an empty or overlong key
   */
  public static Optional<IdempotencyKey> read(
      String header, String operation, String caller, Object request, TolerantJson json) {
    if (header == null) {
      return Optional.empty();
    }
    String key = header.strip();
    if (key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")) {
      key = key.substring(1, key.length() - 1);
    }
    if (key.isBlank() || key.length() > MAX_LENGTH) {
      throw Problem.invalid("Idempotency-Key", "field.idempotency-key", MAX_LENGTH);
    }
    return Optional.of(
        new IdempotencyKey(
            operation + " " + caller, key, Sha256.ofText(json.write(request)).hex()));
  }
}
