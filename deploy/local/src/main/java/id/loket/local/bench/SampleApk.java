package id.loket.local.bench;

import id.loket.local.StackException;
import id.loket.local.process.Programs;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A package of Android of any size, with a manifest and a signature of scheme v3. */
final class SampleApk {
  private static final int CHUNK = 1024 * 1024;
  private static final int END_OF_DIRECTORY = 22;
  private static final int DIRECTORY_AT = 16;
  private static final int V3 = 0xf05368c0;
  private static final int ECDSA_SHA256 = 0x0201;
  private static final int FOOT = Long.BYTES + 16;
  private static final int FIRST_ANDROID = 28;
  private static final String NAME = "bench";
  private static final String PASSWORD = "secret";

  private SampleApk() {}

  /**
   * Makes one.
   *
   * @param size of what is in it, in bytes; nothing of it can be compressed
   */
  static void write(Path file, String packageName, int versionCode, long size)
      throws IOException, InterruptedException, GeneralSecurityException {
    writeUnsigned(file, packageName, versionCode, size);
    try (FileChannel apk =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      int tail = (int) (apk.size() - directoryAt(apk));
      long directory = apk.size() - tail;
      ByteBuffer end = ByteBuffer.allocate(tail).order(ByteOrder.LITTLE_ENDIAN);
      readWhole(apk, directory, end);
      byte[] block = block(signature(digest(apk, directory, end)));
      end.putInt(tail - END_OF_DIRECTORY + DIRECTORY_AT, (int) directory + block.length);
      apk.position(directory);
      writeWhole(apk, ByteBuffer.wrap(block));
      writeWhole(apk, end.rewind());
    }
  }

  private static void writeUnsigned(Path file, String packageName, int versionCode, long size)
      throws IOException {
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), CHUNK))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      zip.putNextEntry(new ZipEntry("AndroidManifest.xml"));
      zip.write(manifest(packageName, versionCode));
      zip.closeEntry();
      zip.putNextEntry(new ZipEntry("classes.dex"));
      Random random = new Random(1);
      byte[] chunk = new byte[CHUNK];
      for (long left = size; left > 0; left -= CHUNK) {
        random.nextBytes(chunk);
        zip.write(chunk, 0, (int) Math.min(CHUNK, left));
      }
      zip.closeEntry();
    }
  }

  private static long directoryAt(FileChannel apk) throws IOException {
    ByteBuffer at = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readWhole(apk, apk.size() - END_OF_DIRECTORY + DIRECTORY_AT, at);
    return Integer.toUnsignedLong(at.getInt(0));
  }

  // --- the signature, as the scheme's description says

  private static byte[] digest(FileChannel apk, long directory, ByteBuffer tail)
      throws IOException, GeneralSecurityException {
    MessageDigest each = MessageDigest.getInstance("SHA-256");
    ByteArrayOutputStream digests = new ByteArrayOutputStream();
    int chunks = 0;
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long at = 0; at < directory; at += CHUNK) {
      chunk.clear().limit((int) Math.min(CHUNK, directory - at));
      readWhole(apk, at, chunk);
      digests.writeBytes(digestOf(each, chunk.flip()));
      chunks++;
    }
    // Both are far smaller than a chunk.
    int head = tail.capacity() - END_OF_DIRECTORY;
    digests.writeBytes(digestOf(each, tail.slice(0, head)));
    digests.writeBytes(digestOf(each, tail.slice(head, END_OF_DIRECTORY)));
    each.update((byte) 0x5a);
    each.update(numbers(chunks + 2));
    return each.digest(digests.toByteArray());
  }

  private static byte[] digestOf(MessageDigest digest, ByteBuffer chunk) {
    digest.update((byte) 0xa5);
    digest.update(numbers(chunk.remaining()));
    digest.update(chunk);
    return digest.digest();
  }

  private static byte[] signature(byte[] digest)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("loket-bench-signer");
    Path store = folder.resolve("store.p12");
    try {
      makeKey(store);
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Certificate certificate = keys.getCertificate(NAME);
      byte[] versions = numbers(FIRST_ANDROID, Integer.MAX_VALUE);
      byte[] signed =
          joined(
              prefixed(prefixed(joined(numbers(ECDSA_SHA256), prefixed(digest)))),
              prefixed(prefixed(certificate.getEncoded())),
              versions,
              prefixed(new byte[0]));
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign((PrivateKey) keys.getKey(NAME, PASSWORD.toCharArray()));
      signature.update(signed);
      return prefixed(
          prefixed(
              joined(
                  prefixed(signed),
                  versions,
                  prefixed(prefixed(joined(numbers(ECDSA_SHA256), prefixed(signature.sign())))),
                  prefixed(certificate.getPublicKey().getEncoded()))));
    } finally {
      Files.deleteIfExists(store);
      Files.delete(folder);
    }
  }

  private static void makeKey(Path store) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            NAME,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + NAME,
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            store.toString());
    Programs.Output made = Programs.run(store.getParent(), Map.of(), command);
    if (!made.succeeded()) {
      throw new StackException("keytool made no key: " + made.text());
    }
  }

  private static byte[] block(byte[] signature) {
    long pair = Integer.BYTES + signature.length;
    long size = Long.BYTES + pair + FOOT;
    return ByteBuffer.allocate((int) size + Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(size)
        .putLong(pair)
        .putInt(V3)
        .put(signature)
        .putLong(size)
        .put("APK Sig Block 42".getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  // --- the manifest in its binary form

  private static byte[] manifest(String packageName, int versionCode) {
    List<String> texts =
        List.of("versionCode", "versionName", "package", "manifest", packageName, "bench");
    byte[] pool = pool(texts);
    ByteBuffer ids = chunk(0x0180, 8, 16).putInt(0x0101021b).putInt(0x0101021c);
    ByteBuffer start = chunk(0x0102, 16, 16 + 20 + 3 * 20);
    start.putInt(1).putInt(-1).putInt(-1).putInt(3);
    start.putShort((short) 20).putShort((short) 20).putShort((short) 3);
    start.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    attribute(start, 0, -1, 0x10, versionCode);
    attribute(start, 1, 5, 0x03, 5);
    attribute(start, 2, 4, 0x03, 4);
    ByteBuffer end = chunk(0x0103, 16, 24).putInt(1).putInt(-1).putInt(-1).putInt(3);
    int size = 8 + pool.length + ids.capacity() + start.capacity() + end.capacity();
    return chunk(0x0003, 8, size)
        .put(pool)
        .put(ids.array())
        .put(start.array())
        .put(end.array())
        .array();
  }

  private static void attribute(ByteBuffer out, int name, int raw, int type, int data) {
    out.putInt(-1).putInt(name).putInt(raw);
    out.putShort((short) 8).put((byte) 0).put((byte) type).putInt(data);
  }

  private static byte[] pool(List<String> texts) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int[] offsets = new int[texts.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = data.size();
      byte[] text = texts.get(i).getBytes(StandardCharsets.US_ASCII);
      data.write(text.length);
      data.write(text.length);
      data.writeBytes(text);
      data.write(0);
    }
    while (data.size() % Integer.BYTES != 0) {
      data.write(0);
    }
    int header = 28;
    ByteBuffer pool = chunk(0x0001, header, header + Integer.BYTES * offsets.length + data.size());
    pool.putInt(offsets.length).putInt(0).putInt(1 << 8);
    pool.putInt(header + Integer.BYTES * offsets.length).putInt(0);
    for (int offset : offsets) {
      pool.putInt(offset);
    }
    return pool.put(data.toByteArray()).array();
  }

  private static ByteBuffer chunk(int type, int headerSize, int size) {
    return ByteBuffer.allocate(size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) type)
        .putShort((short) headerSize)
        .putInt(size);
  }

  // --- bytes

  private static void readWhole(FileChannel file, long at, ByteBuffer into) throws IOException {
    long from = at;
    while (into.hasRemaining()) {
      int read = file.read(into, from);
      if (read < 0) {
        throw new IOException("the file ends too early");
      }
      from += read;
    }
  }

  private static void writeWhole(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private static byte[] prefixed(byte[] bytes) {
    return joined(numbers(bytes.length), bytes);
  }

  private static byte[] numbers(int... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int number : numbers) {
      bytes.putInt(number);
    }
    return bytes.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
