package id.loket.gateway.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * An answer as a caller reads it.
 *
 * @param whole whether it ended as its head says
 */
record Answer(int status, Map<String, List<String>> headers, String body, boolean whole) {
  static final Answer NONE = new Answer(0, Map.of(), "", false);

  /** What both proxies have to pass on as the service said it. */
  private static final Set<String> COMPARED =
      Set.of(
          "content-type",
          "content-encoding",
          "content-range",
          "etag",
          "set-cookie",
          "x-tag",
          "x-internal",
          "keep-alive",
          "x-sum");

  /** What is compared: neither dates nor what each proxy says of itself. */
  Answer comparable() {
    Map<String, List<String>> some = new TreeMap<>(headers);
    some.keySet().retainAll(COMPARED);
    return new Answer(status, some, body, whole);
  }

  boolean refuses() {
    return status == 0 || status >= 400;
  }

  String header(String name) {
    return headers.getOrDefault(name, List.of("")).getFirst();
  }

  /** Reads one. */
  static Answer read(InputStream in, boolean head) throws IOException {
    String first = line(in);
    if (first == null) {
      return NONE;
    }
    int status = Integer.parseInt(first.split(" ")[1]);
    Map<String, List<String>> headers = new TreeMap<>();
    String line = line(in);
    while (line != null && !line.isEmpty()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
      line = line(in);
    }
    if (line == null) {
      return new Answer(status, headers, "", false);
    }
    if (status < 200 && status != 101) {
      return read(in, head);
    }
    if (head || status == 204 || status == 304) {
      return new Answer(status, headers, "", true);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    boolean whole = body(in, headers, body);
    return new Answer(status, headers, body.toString(StandardCharsets.ISO_8859_1), whole);
  }

  private static boolean body(
      InputStream in, Map<String, List<String>> headers, ByteArrayOutputStream body)
      throws IOException {
    if (headers.containsKey("transfer-encoding")) {
      for (String size = line(in); size != null; size = line(in)) {
        int length = Integer.parseInt(size.strip(), 16);
        byte[] chunk = in.readNBytes(length);
        body.write(chunk);
        String end = line(in);
        if (chunk.length < length || end == null) {
          return false;
        }
        if (length == 0) {
          return true;
        }
      }
      return false;
    }
    if (headers.containsKey("content-length")) {
      int length = Integer.parseInt(headers.get("content-length").getFirst());
      body.write(in.readNBytes(length));
      return body.size() == length;
    }
    body.write(in.readAllBytes());
    return true;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each >= 0; each = in.read()) {
      if (each == '\n') {
        return line.toString();
      }
      if (each != '\r') {
        line.append((char) each);
      }
    }
    return null;
  }
}
