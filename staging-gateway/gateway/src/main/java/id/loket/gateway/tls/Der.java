package id.loket.gateway.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;

/** As much of ASN.1's distinguished encoding rules (X.690) as a certificate needs. */
final class Der {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT = 0x80;
  private static final int CONSTRUCTED_CONTEXT = 0xA0;
  private static final int LONG_FORM = 0x80;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return value(SEQUENCE, concatenated(parts));
  }

  static byte[] sequence(List<byte[]> parts) {
    return sequence(parts.toArray(byte[][]::new));
  }

  static byte[] set(byte[]... parts) {
    return value(SET, concatenated(parts));
  }

  static byte[] integer(BigInteger number) {
    return value(0x02, number.toByteArray());
  }

  static byte[] bool(boolean truth) {
    return value(0x01, new byte[] {(byte) (truth ? 0xFF : 0)});
  }

  static byte[] bits(byte[] bytes) {
    return value(0x03, concatenated(new byte[] {0}, bytes));
  }

  static byte[] octets(byte[] bytes) {
    return value(0x04, bytes);
  }

  static byte[] text(String text) {
    return value(0x0C, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant time) {
    return value(0x18, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
  }

  /** An implicitly tagged primitive value. */
  static byte[] tagged(int tag, byte[] bytes) {
    return value(CONTEXT | tag, bytes);
  }

  /** An explicitly tagged value. */
  static byte[] wrapped(int tag, byte[] inner) {
    return value(CONSTRUCTED_CONTEXT | tag, inner);
  }

  /** An object identifier, from its numbers. */
  static byte[] oid(int... numbers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(numbers[0] * 40 + numbers[1]);
    for (int number : Arrays.copyOfRange(numbers, 2, numbers.length)) {
      int shift = 28;
      while (shift > 0 && number >> shift == 0) {
        shift -= 7;
      }
      for (; shift > 0; shift -= 7) {
        bytes.write(0x80 | (number >> shift & 0x7F));
      }
      bytes.write(number & 0x7F);
    }
    return value(0x06, bytes.toByteArray());
  }

  private static byte[] value(int tag, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(tag);
    if (content.length < LONG_FORM) {
      bytes.write(content.length);
    } else {
      byte[] length = BigInteger.valueOf(content.length).toByteArray();
      int from = length[0] == 0 ? 1 : 0;
      bytes.write(LONG_FORM | length.length - from);
      bytes.write(length, from, length.length - from);
    }
    bytes.writeBytes(content);
    return bytes.toByteArray();
  }

  private static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
