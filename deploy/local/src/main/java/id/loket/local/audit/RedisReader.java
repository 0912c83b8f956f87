package id.loket.local.audit;

import id.loket.local.Endpoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Redis asked by its own protocol (RESP 2): the few questions the audit and tests have. */
public final class RedisReader {
  private static final int PATIENCE_MILLIS = 5_000;

  private final Endpoint endpoint;

  public RedisReader(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** The members of a sorted set; none when it does not exist. */
  List<String> members(String key) {
    return answer("ZRANGE", key, "0", "-1");
  }

  /**
   * What a command is answered, in one list however deep it is; a value that is missing is none.
   */
  public List<String> answer(String... command) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      if (!endpoint.password().isEmpty()) {
        ask(out, "AUTH", endpoint.password());
        read(in);
      }
      ask(out, command);
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Redis: " + e.getMessage(), e);
    }
  }

  private static void ask(OutputStream out, String... words) throws IOException {
    StringBuilder command = new StringBuilder("*").append(words.length).append("\r\n");
    for (String word : words) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      command.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    out.write(command.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static List<String> read(InputStream in) throws IOException {
    String line = line(in);
    switch (line.charAt(0)) {
      case '-' -> throw new IOException(line.substring(1));
      case '*' -> {
        List<String> items = new ArrayList<>();
        int count = Integer.parseInt(line.substring(1));
        for (int i = 0; i < count; i++) {
          items.addAll(read(in));
        }
        return items;
      }
      case '$' -> {
        int length = Integer.parseInt(line.substring(1));
        if (length < 0) {
          return List.of();
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        line(in);
        return List.of(text);
      }
      default -> {
        return List.of(line.substring(1));
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0) {
        throw new IOException("ended in the middle of an answer");
      }
      if (each != '\r') {
        line.append((char) each);
      }
    }
    return line.toString();
  }
}
