package id.loket.ota.testing;

import com.android.apksig.internal.apk.v2.SignatureAlgorithm;
import com.android.apksig.internal.apk.v2.V2SchemeSigner;
import com.android.apksig.util.DataSources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packages of Android as its build tools make them, small ones. */
public final class Packages {
  /** The package apk-ota takes. */
  public static final String COLL = "id.loket.coll";

  private static final Map<String, V2SchemeSigner.SignerConfig> SIGNERS = new ConcurrentHashMap<>();
  private static final int VERSION_CODE = 0x0101021b;
  private static final int VERSION_NAME = 0x0101021c;
  private static final int END_OF_DIRECTORY = 22;
  private static final int DIRECTORY_AT = 16;
  private static final int V3 = 0xf05368c0;
  private static final int ECDSA_SHA256 = 0x0201;
  private static final int SHA256_BYTES = 32;

  /** The end of a block of signatures: its size again, and sixteen letters. */
  private static final int FOOT = Long.BYTES + 16;

  /** In a block with one signature of scheme v2: behind its head, and seven lengths and numbers. */
  private static final int FIRST_DIGEST = 2 * Long.BYTES + Integer.BYTES + 7 * Integer.BYTES;

  private static final int TEXT = 0x03;
  private static final int NUMBER = 0x10;

  private Packages() {}

  /** A package signed by its maker. */
  public static byte[] apk(int versionCode) {
    return apk(COLL, versionCode, "maker", 1000);
  }

  /**
   * A package.
   *
   * @param signer whose certificate it is signed with; each name has its own
   * @param size of what is in it, in bytes
   */
  public static byte[] apk(String packageName, int versionCode, String signer, int size) {
    return signed(
        unsigned(manifest(packageName, versionCode, "1." + versionCode, true), size), signer);
  }

  /** The same, not signed. */
  public static byte[] unsigned(byte[] manifest, int size) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        zip.putNextEntry(new ZipEntry("AndroidManifest.xml"));
        zip.write(manifest);
        zip.closeEntry();
        zip.putNextEntry(new ZipEntry("classes.dex"));
        byte[] content = new byte[size];
        new java.util.Random(size).nextBytes(content);
        zip.write(content);
        zip.closeEntry();
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * Signs a package with scheme v2: a block between its entries and their directory. The library's
   * own signer of whole packages does not run on this Java.
   */
  public static byte[] signed(byte[] apk, String signer) {
    return with(apk, v2(apk, signer));
  }

  /** Signs a package with scheme v3 and nothing else, as for phones from Android 9 on. */
  public static byte[] signedV3(byte[] apk, String signer) {
    return with(apk, block(v3(apk, signer)));
  }

  /** Signs a package with both schemes, by one signer or by two. */
  public static byte[] signedBoth(byte[] apk, String v2Signer, String v3Signer) {
    byte[] old = v2(apk, v2Signer);
    return with(
        apk, block(Arrays.copyOfRange(old, Long.BYTES, old.length - FOOT), v3(apk, v3Signer)));
  }

  private static byte[] v2(byte[] apk, String signer) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(apk).order(ByteOrder.LITTLE_ENDIAN);
      int end = apk.length - END_OF_DIRECTORY;
      int directory = bytes.getInt(end + DIRECTORY_AT);
      return V2SchemeSigner.generateApkSigningBlock(
          DataSources.asDataSource(bytes.slice(0, directory)),
          DataSources.asDataSource(bytes.slice(directory, end - directory)),
          DataSources.asDataSource(bytes.slice(end, END_OF_DIRECTORY)),
          List.of(SIGNERS.computeIfAbsent(signer, Packages::signer)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts a block of signatures in its place. */
  private static byte[] with(byte[] apk, byte[] block) {
    ByteBuffer bytes = ByteBuffer.wrap(apk.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int end = apk.length - END_OF_DIRECTORY;
    int directory = bytes.getInt(end + DIRECTORY_AT);
    bytes.putInt(end + DIRECTORY_AT, directory + block.length);
    return ByteBuffer.allocate(apk.length + block.length)
        .put(bytes.array(), 0, directory)
        .put(block)
        .put(bytes.array(), directory, apk.length - directory)
        .array();
  }

  /**
   * The signature of scheme v3 as its description says. The digest over the content is the one
   * scheme v2 signs: Google's code has computed it.
   */
  private static byte[] v3(byte[] apk, String signer) {
    try {
      byte[] v2 = v2(apk, signer);
      V2SchemeSigner.SignerConfig keys = SIGNERS.get(signer);
      X509Certificate certificate = keys.certificates.getFirst();
      byte[] digest = Arrays.copyOfRange(v2, FIRST_DIGEST, FIRST_DIGEST + SHA256_BYTES);
      byte[] versions = numbers(28, Integer.MAX_VALUE);
      byte[] signed =
          joined(
              prefixed(prefixed(joined(numbers(ECDSA_SHA256), prefixed(digest)))),
              prefixed(prefixed(certificate.getEncoded())),
              versions,
              prefixed(new byte[0]));
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.privateKey);
      signature.update(signed);
      byte[] value =
          prefixed(
              prefixed(
                  joined(
                      prefixed(signed),
                      versions,
                      prefixed(prefixed(joined(numbers(ECDSA_SHA256), prefixed(signature.sign())))),
                      prefixed(certificate.getPublicKey().getEncoded()))));
      return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + value.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(Integer.BYTES + value.length)
          .putInt(V3)
          .put(value)
          .array();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A block of signatures, each of them with its length and its id. */
  private static byte[] block(byte[]... signatures) {
    byte[] pairs = joined(signatures);
    long size = pairs.length + FOOT;
    return ByteBuffer.allocate(Long.BYTES + pairs.length + FOOT)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(size)
        .put(pairs)
        .putLong(size)
        .put("APK Sig Block 42".getBytes(StandardCharsets.US_ASCII))
        .array();
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

  /** A manifest in its binary form. */
  public static byte[] manifest(
      String packageName, int versionCode, String versionName, boolean utf8) {
    List<String> texts =
        List.of("versionCode", "versionName", "package", "manifest", packageName, versionName);
    byte[] pool = pool(texts, utf8);
    ByteBuffer ids = chunk(0x0180, 8, 16);
    ids.putInt(VERSION_CODE).putInt(VERSION_NAME);
    ByteBuffer start = chunk(0x0102, 16, 16 + 20 + 3 * 20);
    start.putInt(1).putInt(-1);
    start.putInt(-1).putInt(3);
    start.putShort((short) 20).putShort((short) 20).putShort((short) 3);
    start.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    attribute(start, 0, -1, NUMBER, versionCode);
    attribute(start, 1, 5, TEXT, 5);
    attribute(start, 2, 4, TEXT, 4);
    ByteBuffer end = chunk(0x0103, 16, 24);
    end.putInt(1).putInt(-1).putInt(-1).putInt(3);
    int size = 8 + pool.length + ids.capacity() + start.capacity() + end.capacity();
    ByteBuffer document = chunk(0x0003, 8, size);
    document.put(pool).put(ids.array()).put(start.array()).put(end.array());
    return document.array();
  }

  private static void attribute(ByteBuffer out, int name, int raw, int type, int data) {
    out.putInt(-1).putInt(name).putInt(raw);
    out.putShort((short) 8).put((byte) 0).put((byte) type).putInt(data);
  }

  private static byte[] pool(List<String> texts, boolean utf8) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int[] offsets = new int[texts.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = data.size();
      Charset charset = utf8 ? StandardCharsets.UTF_8 : StandardCharsets.UTF_16LE;
      byte[] text = texts.get(i).getBytes(charset);
      if (utf8) {
        data.write(texts.get(i).length());
        data.write(text.length);
        data.writeBytes(text);
        data.write(0);
      } else {
        data.write(texts.get(i).length());
        data.write(0);
        data.writeBytes(text);
        data.write(0);
        data.write(0);
      }
    }
    while (data.size() % 4 != 0) {
      data.write(0);
    }
    int header = 28;
    ByteBuffer pool = chunk(0x0001, header, header + 4 * offsets.length + data.size());
    pool.putInt(offsets.length).putInt(0).putInt(utf8 ? 1 << 8 : 0);
    pool.putInt(header + 4 * offsets.length).putInt(0);
    for (int offset : offsets) {
      pool.putInt(offset);
    }
    pool.put(data.toByteArray());
    return pool.array();
  }

  private static ByteBuffer chunk(int type, int headerSize, int size) {
    return ByteBuffer.allocate(size)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) type)
        .putShort((short) headerSize)
        .putInt(size);
  }

  private static V2SchemeSigner.SignerConfig signer(String name) {
    try {
      Path folder = Files.createTempDirectory("signer-");
      Path store = folder.resolve("store.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  name,
                  "-keyalg",
                  "EC",
                  "-groupname",
                  "secp256r1",
                  "-dname",
                  "CN=" + name,
                  "-storetype",
                  "PKCS12",
                  "-storepass",
                  "secret",
                  "-keystore",
                  store.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed");
      }
      KeyStore keys = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
      Files.delete(store);
      Files.delete(folder);
      V2SchemeSigner.SignerConfig config = new V2SchemeSigner.SignerConfig();
      config.privateKey = (PrivateKey) keys.getKey(name, "secret".toCharArray());
      config.certificates = List.of((X509Certificate) keys.getCertificate(name));
      config.signatureAlgorithms = List.of(SignatureAlgorithm.ECDSA_WITH_SHA256);
      return config;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
