package id.loket.ota.apk;

import com.android.apksig.apk.ApkUtils;
import com.android.apksig.internal.apk.v2.V2SchemeVerifier;
import com.android.apksig.util.DataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The APK signature scheme v3, as phones from Android 9 on check it: Google's own code for it is
 * not on Maven Central. What scheme v2 has too, it has in the same form.
 */
final class V3Signature {
  private static final int BLOCK_ID = 0xf05368c0;
  private static final int BLOCK_HEAD = 8;
  private static final int BLOCK_FOOT = 24;
  private static final long LARGEST_BLOCK = 16 * 1024 * 1024;
  private static final int CHUNK = 1024 * 1024;
  private static final byte OF_CHUNK = (byte) 0xa5;
  private static final byte OF_ALL = 0x5a;
  private static final int CHUNK_HEAD = 5;

  /** Where the end of the directory says where the directory begins. */
  private static final int DIRECTORY_OFFSET = 16;

  /** How something was signed; digests over a tree of hashes (verity) come besides these. */
  private enum Algorithm {
    RSA_PSS_SHA256(0x0101, "RSA", "RSASSA-PSS", pss("SHA-256", MGF1ParameterSpec.SHA256, 32), 256),
    RSA_PSS_SHA512(0x0102, "RSA", "RSASSA-PSS", pss("SHA-512", MGF1ParameterSpec.SHA512, 64), 512),
    RSA_SHA256(0x0103, "RSA", "SHA256withRSA", null, 256),
    RSA_SHA512(0x0104, "RSA", "SHA512withRSA", null, 512),
    ECDSA_SHA256(0x0201, "EC", "SHA256withECDSA", null, 256),
    ECDSA_SHA512(0x0202, "EC", "SHA512withECDSA", null, 512),
    DSA_SHA256(0x0301, "DSA", "SHA256withDSA", null, 256);

    private final int id;
    private final String key;
    private final String signature;
    private final AlgorithmParameterSpec parameters;
    private final String digest;

    Algorithm(
        int id, String key, String signature, AlgorithmParameterSpec parameters, int digestBits) {
      this.id = id;
      this.key = key;
      this.signature = signature;
      this.parameters = parameters;
      this.digest = "SHA-" + digestBits;
    }

    static Optional<Algorithm> of(int id) {
      return Arrays.stream(values()).filter(known -> known.id == id).findFirst();
    }

    private static AlgorithmParameterSpec pss(String digest, MGF1ParameterSpec mask, int salt) {
      return new PSSParameterSpec(digest, "MGF1", mask, salt, 1);
    }

    boolean fits(byte[] encodedKey, ByteBuffer signed, byte[] value)
        throws GeneralSecurityException {
      PublicKey publicKey =
          KeyFactory.getInstance(key).generatePublic(new X509EncodedKeySpec(encodedKey));
      Signature check = Signature.getInstance(signature);
      check.initVerify(publicKey);
      if (parameters != null) {
        check.setParameter(parameters);
      }
      check.update(signed.duplicate());
      return check.verify(value);
    }
  }

  private final DataSource apk;
  private final ApkUtils.ZipSections sections;
  private final long blockAt;

  private V3Signature(DataSource apk, ApkUtils.ZipSections sections, long blockAt) {
    this.apk = apk;
    this.sections = sections;
    this.blockAt = blockAt;
  }

  /**
   * Checks the signature over every byte of a file.
   *
   * @return the certificate it was made with; empty for a file without such a signature
   * @throws Apk.Unfit for one that does not fit
   */
  static Optional<X509Certificate> check(DataSource apk, ApkUtils.ZipSections sections)
      throws IOException, Apk.Unfit {
    try {
      var found = V2SchemeVerifier.findApkSigningBlock(apk, sections);
      DataSource block = found.getFirst();
      if (block.size() > LARGEST_BLOCK) {
        throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
      }
      ByteBuffer bytes = block.getByteBuffer(0, (int) block.size()).order(ByteOrder.LITTLE_ENDIAN);
      Optional<ByteBuffer> signers =
          valueOf(bytes.slice(BLOCK_HEAD, bytes.remaining() - BLOCK_HEAD - BLOCK_FOOT));
      return signers.isEmpty()
          ? Optional.empty()
          : Optional.of(new V3Signature(apk, sections, found.getSecond()).signer(signers.get()));
    } catch (V2SchemeVerifier.SignatureNotFoundException none) {
      return Optional.empty();
    } catch (GeneralSecurityException | BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
    }
  }

  /** The block is a list of values, each with its length and an id. */
  private static Optional<ByteBuffer> valueOf(ByteBuffer pairs) {
    pairs.order(ByteOrder.LITTLE_ENDIAN);
    while (pairs.remaining() >= Long.BYTES) {
      long length = pairs.getLong();
      if (length < Integer.BYTES || length > pairs.remaining()) {
        throw new BufferUnderflowException();
      }
      ByteBuffer pair = part(pairs, (int) length);
      if (pair.getInt() == BLOCK_ID) {
        return Optional.of(pair);
      }
    }
    return Optional.empty();
  }

  /** Signers for several versions of Android come of a key that was changed: not taken here. */
  private X509Certificate signer(ByteBuffer value)
      throws IOException, Apk.Unfit, GeneralSecurityException {
    ByteBuffer signers = part(value);
    ByteBuffer signer = part(signers);
    if (signers.hasRemaining()) {
      throw new Apk.Unfit(Apk.Fault.KEY_CHANGED);
    }
    ByteBuffer signed = part(signer);
    long versions = signer.getLong();
    Map<Integer, byte[]> signatures = values(part(signer));
    byte[] key = bytes(part(signer));
    boolean known = false;
    for (Map.Entry<Integer, byte[]> signature : signatures.entrySet()) {
      Optional<Algorithm> algorithm = Algorithm.of(signature.getKey());
      known |= algorithm.isPresent();
      if (algorithm.isPresent() && !algorithm.get().fits(key, signed, signature.getValue())) {
        throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
      }
    }
    require(known);
    return signedContent(signed, versions, signatures, key);
  }

  private X509Certificate signedContent(
      ByteBuffer signed, long versions, Map<Integer, byte[]> signatures, byte[] key)
      throws IOException, Apk.Unfit, GeneralSecurityException {
    Map<Integer, byte[]> digests = values(part(signed));
    X509Certificate certificate = certificate(bytes(part(part(signed))));
    require(signed.getLong() == versions);
    require(digests.keySet().equals(signatures.keySet()));
    require(Arrays.equals(certificate.getPublicKey().getEncoded(), key));
    for (Map.Entry<Integer, byte[]> digest : digests.entrySet()) {
      Optional<Algorithm> algorithm = Algorithm.of(digest.getKey());
      if (algorithm.isPresent()) {
        require(MessageDigest.isEqual(digest.getValue(), contentDigest(algorithm.get().digest)));
      }
    }
    return certificate;
  }

  private static X509Certificate certificate(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /**
   * The digest of the digests of all chunks of the file without its signatures: its entries, their
   * directory, and the directory's end as it was before the signatures came in between.
   */
  private byte[] contentDigest(String algorithm) throws IOException, GeneralSecurityException {
    long directoryAt = sections.getZipCentralDirectoryOffset();
    long endAt = sections.getZipEndOfCentralDirectoryOffset();
    ByteBuffer end = ByteBuffer.allocate((int) (apk.size() - endAt));
    apk.copyTo(endAt, end.capacity(), end);
    end.order(ByteOrder.LITTLE_ENDIAN).putInt(DIRECTORY_OFFSET, (int) blockAt).flip();
    MessageDigest all = MessageDigest.getInstance(algorithm);
    long chunks = chunks(blockAt) + chunks(endAt - directoryAt) + chunks(end.remaining());
    all.update(head(OF_ALL, (int) chunks));
    MessageDigest each = MessageDigest.getInstance(algorithm);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    digestChunks(0, blockAt, chunk, each, all);
    digestChunks(directoryAt, endAt, chunk, each, all);
    for (int at = 0; at < end.limit(); at += CHUNK) {
      digestChunk(end.slice(at, Math.min(CHUNK, end.limit() - at)), each, all);
    }
    return all.digest();
  }

  private void digestChunks(
      long from, long to, ByteBuffer chunk, MessageDigest each, MessageDigest all)
      throws IOException {
    for (long at = from; at < to; at += CHUNK) {
      apk.copyTo(at, (int) Math.min(CHUNK, to - at), chunk.clear());
      digestChunk(chunk.flip(), each, all);
    }
  }

  private static void digestChunk(ByteBuffer chunk, MessageDigest each, MessageDigest all) {
    each.update(head(OF_CHUNK, chunk.remaining()));
    each.update(chunk);
    all.update(each.digest());
  }

  private static byte[] head(byte kind, int number) {
    return ByteBuffer.allocate(CHUNK_HEAD)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(kind)
        .putInt(number)
        .array();
  }

  private static long chunks(long size) {
    return (size + CHUNK - 1) / CHUNK;
  }

  /** What follows, as long as it says. */
  private static ByteBuffer part(ByteBuffer from) {
    return part(from, from.getInt());
  }

  private static ByteBuffer part(ByteBuffer from, int length) {
    if (length < 0 || length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    from.position(from.position() + length);
    return part;
  }

  /** Values by algorithm. */
  private static Map<Integer, byte[]> values(ByteBuffer list) {
    Map<Integer, byte[]> values = new LinkedHashMap<>();
    while (list.hasRemaining()) {
      ByteBuffer one = part(list);
      values.put(one.getInt(), bytes(part(one)));
    }
    return values;
  }

  private static byte[] bytes(ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    return bytes;
  }

  private static void require(boolean fits) throws Apk.Unfit {
    if (!fits) {
      throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
    }
  }
}
