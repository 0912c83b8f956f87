package id.loket.gateway.conformance;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;

/**
 * A caller among others: honest exchanges, and ones that are cut at any byte, by the service or by
 * the caller, or answered before their body has come. Every whole answer must be to what this
 * caller has asked.
 */
final class Strangers {
  private static final int MOST_BODY = 3_000;

  private final Connecting connecting;
  private final String name;
  private final Random random;
  private final List<String> foreign = new ArrayList<>();
  private SSLSocket socket;
  private InputStream in;
  private int whole;
  private int broken;

  interface Connecting {
    SSLSocket connect() throws IOException;
  }

  /** What came of it: answers that were somebody else's, whole ones, and broken ones. */
  record Counted(List<String> foreign, int whole, int broken) {}

  Strangers(Connecting connecting, String name) {
    this.connecting = connecting;
    this.name = name;
    this.random = new Random(name.hashCode());
  }

  Counted exchange(int count) {
    try {
      for (int n = 0; n < count; n++) {
        String tag = name + "-" + n;
        switch (random.nextInt(10)) {
          case 0 -> cutByCaller(tag);
          case 1 -> cutByService(tag);
          case 2 -> answeredEarly(tag);
          default -> honest(tag);
        }
      }
      leave();
      return new Counted(foreign, whole, broken);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void honest(String tag) throws IOException {
    String body = tag + "x".repeat(random.nextInt(MOST_BODY));
    say(post("echo", tag, body.length()) + body);
    Answer answer = Answer.read(in, false);
    if (answer.status() == 200 && answer.whole()) {
      whole++;
      if (!answer.header("x-tag").equals(tag) || !answer.body().equals(body)) {
        foreign.add(tag + " got " + answer);
      }
    } else {
      // Nothing an honest caller asks is broken by what others do.
      foreign.add(tag + " was refused: " + answer);
    }
    if (answer.header("connection").equals("close")) {
      leave();
    }
  }

  private void cutByCaller(String tag) throws IOException {
    String body = "x".repeat(1 + random.nextInt(MOST_BODY));
    String request = post("echo", tag, body.length()) + body;
    say(request.substring(0, 1 + random.nextInt(request.length() - 1)));
    broken++;
    leave();
  }

  private void cutByService(String tag) throws IOException {
    say("GET /behind/cut/" + random.nextInt(1_050) + head(tag) + "\r\n");
    try {
      Answer answer = Answer.read(in, false);
      if (answer.status() == 200 && answer.whole() && !answer.body().equals("x".repeat(1_000))) {
        foreign.add(tag + " got " + answer);
      }
    } catch (IOException cut) {
      // as it should be
    }
    broken++;
    leave();
  }

  private void answeredEarly(String tag) throws IOException {
    String rest = "GET /smuggled HTTP/1.1\r\nHost: a\r\nX-Tag: " + tag + "\r\nX-Swallows: ";
    say(post("early", tag, 10 + rest.length()) + "0123456789");
    Answer answer = Answer.read(in, false);
    if (answer.status() != 401 || !answer.body().equals("who")) {
      foreign.add(tag + " got " + answer);
    }
    try {
      say(rest.substring(0, random.nextInt(rest.length() + 1)));
    } catch (IOException cut) {
      // the line may be cut by now
    }
    broken++;
    leave();
  }

  private String post(String path, String tag, int length) {
    return "POST /behind/" + path + head(tag) + "Content-Length: " + length + "\r\n\r\n";
  }

  private static String head(String tag) {
    return " HTTP/1.1\r\nHost: a\r\nX-Tag: " + tag + "\r\n";
  }

  private void say(String bytes) throws IOException {
    if (socket == null) {
      socket = connecting.connect();
      in = new BufferedInputStream(socket.getInputStream());
    }
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private void leave() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }
}
