package id.loket.report.notice;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;

/** Public keys on P-256 as browsers write them: 0x04, x, y (SEC 1, uncompressed). */
final class PushKey {
  static final int LENGTH = 65;
  private static final int COORDINATE = 32;
  private static final byte UNCOMPRESSED = 4;

  private PushKey() {}

  /** The bytes of a key. */
  static byte[] encode(ECPublicKey key) {
    byte[] bytes = new byte[LENGTH];
    bytes[0] = UNCOMPRESSED;
    put(key.getW().getAffineX(), bytes, 1);
    put(key.getW().getAffineY(), bytes, 1 + COORDINATE);
    return bytes;
  }

  /**
   * The key of such bytes.
   *
   * @throws IllegalArgumentException when they are no point of the curve
   */
  static ECPublicKey decode(byte[] bytes) {
    if (bytes.length != LENGTH || bytes[0] != UNCOMPRESSED) {
      throw new IllegalArgumentException("no uncompressed point");
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(bytes, 1, 1 + COORDINATE));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(bytes, 1 + COORDINATE, LENGTH));
    try {
      ECParameterSpec curve = curve();
      requireOnCurve(x, y, curve);
      return (ECPublicKey)
          KeyFactory.getInstance("EC")
              .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no key", e);
    }
  }

  /** A point beside the curve could be used to find out a private key. */
  private static void requireOnCurve(BigInteger x, BigInteger y, ECParameterSpec curve) {
    BigInteger p = ((java.security.spec.ECFieldFp) curve.getCurve().getField()).getP();
    BigInteger right =
        x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB()).mod(p);
    if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
      throw new IllegalArgumentException("not on the curve");
    }
  }

  private static ECParameterSpec curve() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  private static void put(BigInteger number, byte[] bytes, int at) {
    byte[] magnitude = number.toByteArray();
    int length = Math.min(COORDINATE, magnitude.length);
    System.arraycopy(magnitude, magnitude.length - length, bytes, at + COORDINATE - length, length);
  }
}
