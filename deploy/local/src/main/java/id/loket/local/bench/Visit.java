package id.loket.local.bench;

import java.nio.charset.StandardCharsets;

/**
 * A request a user makes, repeated to measure.
 *
 * @param path what is asked for
 * @param accessToken who asks; null for anybody
 */
record Visit(String path, String accessToken) {

  /** As it goes over a connection that is closed afterwards. */
  byte[] once(String host) {
    return request(host, "close");
  }

  private byte[] request(String host, String connection) {
    String authorization =
        accessToken == null ? "" : "Authorization: Bearer " + accessToken + "\r\n";
    return ("GET %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nConnection: %s\r\n%s\r\n"
            .formatted(path, host, connection, authorization))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
