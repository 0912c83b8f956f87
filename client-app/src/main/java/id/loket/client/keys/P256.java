package id.loket.client.keys;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import javax.crypto.KeyAgreement;

/** Key pairs on the curve P-256. */
final class P256 {
  private P256() {}

  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has P-256", e);
    }
  }

  /**
   * The pair of a private key d. Java has no method for the public point dG, but agreeing on a
   * secret with the base point G yields its x; of the two points with that x, the right one is told
   * by verifying a signature.
   */
  static KeyPair of(PrivateKey key) {
    if (!(key instanceof ECPrivateKey privateKey)) {
      throw new IllegalArgumentException("not an EC key");
    }
    try {
      ECParameterSpec curve = privateKey.getParams();
      BigInteger x = agreeOnX(privateKey, curve);
      BigInteger y = yOf(x, curve);
      BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
      ECPublicKey candidate = publicKey(new ECPoint(x, y), curve);
      return new KeyPair(
          belongTogether(privateKey, candidate)
              ? candidate
              : publicKey(new ECPoint(x, p.subtract(y)), curve),
          privateKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an EC P-256 key", e);
    }
  }

  private static BigInteger agreeOnX(ECPrivateKey key, ECParameterSpec curve)
      throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    agreement.doPhase(publicKey(curve.getGenerator(), curve), true);
    return new BigInteger(1, agreement.generateSecret());
  }

  /** A square root of x³ + ax + b; the prime of P-256 is 3 modulo 4, so a power finds it. */
  private static BigInteger yOf(BigInteger x, ECParameterSpec curve) {
    BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
    BigInteger square =
        x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB()).mod(p);
    return square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
  }

  private static boolean belongTogether(ECPrivateKey privateKey, ECPublicKey publicKey)
      throws GeneralSecurityException {
    byte[] text = {1, 2, 3};
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(privateKey);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(text);
    return signature.verify(signed);
  }

  private static ECPublicKey publicKey(ECPoint point, ECParameterSpec curve)
      throws GeneralSecurityException {
    return (ECPublicKey)
        KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
  }
}
