package id.loket.gateway.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A certificate for this machine that nobody but this machine trusts: made once, for development
 * and tests. P-256, for {@code localhost} and the loopback addresses.
 */
final class DevelopmentCertificate {
  private static final Duration LIFE = Duration.ofDays(397);
  private static final int SERIAL_BITS = 64;
  private static final int VERSION_3 = 2;
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));
  private static final byte[] COMMON_NAME = Der.oid(2, 5, 4, 3);
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = Der.oid(2, 5, 29, 17);
  private static final byte[] BASIC_CONSTRAINTS = Der.oid(2, 5, 29, 19);

  private DevelopmentCertificate() {}

  /** Makes {@code certificate.pem} and {@code key.pem} in a folder, unless both are there. */
  static void ensure(Path certificate, Path key) {
    if (Files.exists(certificate) && Files.exists(key)) {
      return;
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      Files.createDirectories(certificate.toAbsolutePath().getParent());
      write(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      write(certificate, pem("CERTIFICATE", selfSigned(pair, Instant.now())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no development certificate can be made", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] selfSigned(KeyPair pair, Instant now)
      throws GeneralSecurityException, IOException {
    byte[] name =
        Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text("Loket on this machine"))));
    byte[] names =
        Der.sequence(
            List.of(
                Der.tagged(DNS_NAME, "localhost".getBytes(StandardCharsets.US_ASCII)),
                Der.tagged(IP_ADDRESS, InetAddress.getByName("127.0.0.1").getAddress()),
                Der.tagged(IP_ADDRESS, InetAddress.getByName("::1").getAddress())));
    byte[] extensions =
        Der.sequence(
            // Its own authority, so that it can be given to clients as the one to trust.
            Der.sequence(
                BASIC_CONSTRAINTS, Der.bool(true), Der.octets(Der.sequence(Der.bool(true)))),
            Der.sequence(SUBJECT_ALTERNATIVE_NAME, Der.octets(names)));
    byte[] toBeSigned =
        Der.sequence(
            Der.wrapped(0, Der.integer(BigInteger.valueOf(VERSION_3))),
            Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE)),
            ECDSA_WITH_SHA256,
            name,
            Der.sequence(Der.time(now.minus(Duration.ofHours(1))), Der.time(now.plus(LIFE))),
            name,
            pair.getPublic().getEncoded(),
            Der.wrapped(3, extensions));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(toBeSigned);
    return Der.sequence(toBeSigned, ECDSA_WITH_SHA256, Der.bits(signature.sign()));
  }

  private static String pem(String title, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(title, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), title);
  }

  /** Readable by its owner only from the first moment on, and never half there. */
  private static void write(Path file, String text) throws IOException {
    Path fresh =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "new",
            ".pem",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
