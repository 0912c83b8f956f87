package id.loket.local;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Just enough of CQL's native protocol, version 4, to write and count rows in a test. */
final class CqlConnection implements AutoCloseable {
  private static final int STARTUP = 1;
  private static final int QUERY = 7;
  private static final int ERROR = 0;
  private static final int ROWS = 2;
  private static final short CONSISTENCY_ONE = 1;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  CqlConnection(String host, int port) throws IOException {
    socket = new Socket(host, port);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
    ByteBuffer body = ByteBuffer.allocate(64);
    body.putShort((short) 1);
    string(body, "CQL_VERSION");
    string(body, "3.0.0");
    send(STARTUP, body);
  }

  /** Returns 1 for a result with rows, 0 for one without. */
  int execute(String query) throws IOException {
    byte[] text = query.getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(text.length + 16);
    body.putInt(text.length).put(text).putShort(CONSISTENCY_ONE).put((byte) 0);
    ByteBuffer answer = send(QUERY, body);
    if (answer.getInt() != ROWS) {
      return 0;
    }
    // The row count is what stands before the last cell: length and four bytes of an int.
    return answer.limit() >= 12 ? answer.getInt(answer.limit() - 12) : 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private ByteBuffer send(int operation, ByteBuffer body) throws IOException {
    out.write(new byte[] {4, 0, 0, 0, (byte) operation});
    out.writeInt(body.position());
    out.write(body.array(), 0, body.position());
    byte[] header = new byte[5];
    in.readFully(header);
    byte[] answer = new byte[in.readInt()];
    in.readFully(answer);
    if (header[4] == ERROR) {
      throw new IOException(new String(answer, StandardCharsets.UTF_8));
    }
    return ByteBuffer.wrap(answer);
  }

  private static void string(ByteBuffer body, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    body.putShort((short) bytes.length).put(bytes);
  }
}
