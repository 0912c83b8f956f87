package id.loket.media.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A body that ends, as if the connection had broken, when its sender is far too slow: a byte now
 * and then would hold a place for ever. What has arrived is kept like after any other cut.
 */
final class PacedBody extends FilterInputStream {
  private final long patienceNanos;
  private final double bytesPerNano;
  private final LongSupplier nanos;
  private final long begun;
  private long received;

  PacedBody(InputStream body, long bytesPerSecond, Duration patience, LongSupplier nanos) {
    super(body);
    this.bytesPerNano = bytesPerSecond / 1e9;
    this.patienceNanos = patience.toNanos();
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    int read = super.read(into, from, most);
    if (read > 0) {
      received += read;
      long late = nanos.getAsLong() - begun - patienceNanos;
      if (late > 0 && received < late * bytesPerNano) {
        throw new IOException("the sender is too slow");
      }
    }
    return read;
  }
}
