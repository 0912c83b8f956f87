package id.loket.field;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends a photo with tus: announced by its id, gone on with where the last connection broke.
 * Nothing has to be remembered between two tries: the server knows how far it got.
 */
final class PhotoUpload {
  private static final String UPLOADS = "/media/uploads";
  private static final String RESUMABLE = "Tus-Resumable";

  private final Network network;
  private final String token;

  PhotoUpload(Network network, String token) {
    this.network = network;
    this.token = token;
  }

  /** How it ended. */
  enum Outcome {
    STORED,
    /** The server will not take it, however often it is sent. */
    REFUSED
  }

  /**
   * Sends what is missing of a photo.
   *
   * @throws Network.Away when it has to be gone on with later
   */
  Outcome send(DeviceStore.Photo photo) throws Network.Away {
    long offset = 0;
    Network.Answer answer = announce(photo);
    while (true) {
      switch (answer.status()) {
        case 200, 201, 204, 409 -> {
          if (answer.status() == 409 && answer.offset().isEmpty()) {
            return Outcome.REFUSED;
          }
          offset = answer.offset().orElseThrow();
        }
        case 404, 410, 412 -> {
          answer = announce(photo);
          continue;
        }
        default -> {
          return Outcome.REFUSED;
        }
      }
      if (offset >= photo.bytes().length) {
        return Outcome.STORED;
      }
      answer = patch(photo, offset);
    }
  }

  private Network.Answer announce(DeviceStore.Photo photo) throws Network.Away {
    Map<String, String> headers = headers();
    headers.put("Upload-Length", Integer.toString(photo.bytes().length));
    headers.put(
        "Upload-Metadata", "id " + base64(photo.id()) + ",sha256 " + base64(photo.sha256()));
    return network.send("POST", UPLOADS, headers, null);
  }

  private Network.Answer patch(DeviceStore.Photo photo, long offset) throws Network.Away {
    Map<String, String> headers = headers();
    headers.put("Upload-Offset", Long.toString(offset));
    headers.put("Content-Type", "application/offset+octet-stream");
    byte[] rest = Arrays.copyOfRange(photo.bytes(), (int) offset, photo.bytes().length);
    return network.send("PATCH", UPLOADS + "/" + photo.id(), headers, rest);
  }

  private Map<String, String> headers() {
    return new HashMap<>(Map.of(RESUMABLE, "1.0.0", "Authorization", "Bearer " + token));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
