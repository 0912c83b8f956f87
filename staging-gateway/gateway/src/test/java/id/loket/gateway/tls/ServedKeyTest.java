package id.loket.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedKeyTest {
  @TempDir private Path folder;

  @Test
  void theDevelopmentCertificateIsForThisMachineAndItsKeyForItsOwner() throws Exception {
    ServedKey served = new ServedKey(pair("a"));
    X509Certificate certificate = served.getCertificateChain("loket")[0];

    certificate.checkValidity();
    certificate.verify(certificate.getPublicKey());
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    assertThat(names).extracting(name -> (Object) name.get(1)).contains("localhost", "127.0.0.1");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a.key"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aPairIsMadeOnce() throws IOException {
    assertThat(pair("a")).isEqualTo(pair("a"));
    assertThat(pair("a")).isNotEqualTo(pair("b"));
  }

  /** A renewal writes two files; between the two the old pair is served on. */
  @Test
  void filesThatDoNotBelongTogetherAreNotServed() throws IOException {
    Certificates.Pair before = pair("a");
    Certificates.Pair after = pair("b");
    ServedKey served = new ServedKey(before);
    X509Certificate old = served.getCertificateChain("loket")[0];

    assertThatThrownBy(() -> served.serve(new Certificates.Pair(after.certificate(), before.key())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> served.serve(new Certificates.Pair("nonsense", after.key())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(served.getCertificateChain("loket")[0]).isEqualTo(old);

    served.serve(after);
    assertThat(served.getCertificateChain("loket")[0]).isNotEqualTo(old);
  }

  private Certificates.Pair pair(String name) throws IOException {
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    DevelopmentCertificate.ensure(certificate, key);
    return new Certificates.Pair(Files.readString(certificate), Files.readString(key));
  }
}
