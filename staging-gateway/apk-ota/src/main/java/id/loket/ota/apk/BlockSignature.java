package id.loket.ota.apk;

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
 * The APK signature schemes v2 and v3 as phones check them: v2 from Android 7 on, v3 from Android 9
 * on. They lie in one block and have one form, but that v3 also names versions of Android.
 */
final class BlockSignature {
  /** Which of the two. */
  enum Scheme {
    V2(0x7109871a),
    V3(0xf05368c0);

    private final int id;

    Scheme(int id) {
      this.id = id;
    }
  }

  /** Another key for newer phones (scheme v3.1): a key that was changed. */
  private static final int V31 = 0x1b93ad61;

  /** In v2: which newer scheme the maker signed with too, so that nobody strips it. */
  private static final int STRIPPING_PROTECTION = 0xbeeff00d;

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

  private final Archive apk;
  private final Scheme scheme;

  private BlockSignature(Archive apk, Scheme scheme) {
    this.apk = apk;
    this.scheme = scheme;
  }

  /**
   * Checks a signature over every byte of a file.
   *
   * @return the certificate it was made with; empty for a file without such a signature
   * @throws Apk.Unfit for one that does not fit
   */
  static Optional<X509Certificate> check(Archive apk, Scheme scheme) throws IOException, Apk.Unfit {
    try {
      if (apk.signatures(V31).isPresent()) {
        throw new Apk.Unfit(Apk.Fault.KEY_CHANGED);
      }
      Optional<ByteBuffer> signers = apk.signatures(scheme.id);
      return signers.isEmpty()
          ? Optional.empty()
          : Optional.of(new BlockSignature(apk, scheme).signer(signers.get()));
    } catch (GeneralSecurityException | BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new Apk.Unfit(Apk.Fault.SIGNATURE_BROKEN);
    }
  }

  /** Several signers, also for several versions of Android, are not taken here. */
  private X509Certificate signer(ByteBuffer value)
      throws IOException, Apk.Unfit, GeneralSecurityException {
    ByteBuffer signers = part(value);
    ByteBuffer signer = part(signers);
    if (signers.hasRemaining()) {
      throw new Apk.Unfit(Apk.Fault.KEY_CHANGED);
    }
    ByteBuffer signed = part(signer);
    long versions = scheme == Scheme.V3 ? signer.getLong() : 0;
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
    if (scheme == Scheme.V3) {
      require(signed.getLong() == versions);
    } else {
      requireNothingStripped(part(signed));
    }
    require(digests.keySet().equals(signatures.keySet()));
    require(Arrays.equals(certificate.getPublicKey().getEncoded(), key));
    for (Map.Entry<Integer, byte[]> digest : digests.entrySet()) {
      Optional<Algorithm> algorithm = Algorithm.of(digest.getKey());
      if (algorithm.isPresent()) {
        require(
            MessageDigest.isEqual(digest.getValue(), apk.contentDigest(algorithm.get().digest)));
      }
    }
    return certificate;
  }

  private static X509Certificate certificate(byte[] encoded) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  /** What the maker signed with besides must still be there. */
  private void requireNothingStripped(ByteBuffer attributes) throws IOException, Apk.Unfit {
    while (attributes.hasRemaining()) {
      ByteBuffer attribute = part(attributes);
      if (attribute.getInt() == STRIPPING_PROTECTION && attribute.getInt() == 3) {
        require(apk.signatures(Scheme.V3.id).isPresent());
      }
    }
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
