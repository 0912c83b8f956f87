package id.loket.ota.apk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.loket.kit.http.Sha256;
import id.loket.local.apk.AndroidManifest;
import id.loket.ota.testing.Packages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.dongliu.apk.parser.ByteArrayApkFile;
import net.dongliu.apk.parser.bean.ApkMeta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken for a release, and what is not. */
class ApkTest {
  @TempDir Path folder;

  @Test
  void aPackageIsKnownByItsManifestAndItsSigner() throws Exception {
    byte[] bytes = Packages.apk(41);

    Apk apk = Apk.of(file(bytes));

    assertThat(apk.packageName()).isEqualTo("id.loket.coll");
    assertThat(apk.versionCode()).isEqualTo(41);
    assertThat(apk.versionName()).isEqualTo("1.41");
    assertThat(apk.sha256()).isEqualTo(Sha256.ofContent(bytes).hex());
    assertThat(apk.signer()).isEqualTo(Apk.of(file(Packages.apk(42))).signer());
    assertThat(apk.signer())
        .isNotEqualTo(Apk.of(file(Packages.apk(Packages.COLL, 43, "stranger", 10))).signer());
  }

  @Test
  void manifestsAreReadAsAnotherReaderReadsThem() throws Exception {
    for (boolean utf8 : new boolean[] {true, false}) {
      byte[] manifest = AndroidManifest.binary("id.loket.coll", 7, "versi tujuh é", 26, utf8);
      try (ByteArrayApkFile other = new ByteArrayApkFile(Packages.unsigned(manifest, 10))) {
        ApkMeta expected = other.getApkMeta();

        BinaryManifest read = BinaryManifest.parse(manifest);

        assertThat(read.packageName()).isEqualTo(expected.getPackageName());
        assertThat(read.versionCode()).isEqualTo(expected.getVersionCode());
        assertThat(read.versionName()).isEqualTo(expected.getVersionName());
        assertThat(read.minSdk()).asString().isEqualTo(expected.getMinSdkVersion());
      }
    }
  }

  @Test
  void oneChangedByteBreaksTheSignature() throws Exception {
    byte[] bytes = Packages.apk(Packages.COLL, 5, "maker", 100_000);
    bytes[50_000] ^= 1;

    assertUnfit(bytes, Apk.Fault.SIGNATURE_BROKEN);
  }

  @Test
  void aPackageIsKnownByTheSameSignerHoweverManySchemesItIsSignedWith() throws Exception {
    String maker = Apk.of(file(Packages.apk(1))).signer();
    // More than two of the pieces of a megabyte that are digested one by one.
    byte[] content = unsigned(2_500_000);

    assertThat(Apk.of(file(Packages.signed(content, "maker"))).signer()).isEqualTo(maker);
    assertThat(Apk.of(file(Packages.signedBoth(content, "maker", "maker"))).signer())
        .isEqualTo(maker);
    assertUnfit(Packages.signedBoth(content, "maker", "stranger"), Apk.Fault.KEY_CHANGED);
    assertUnfit(Packages.stripped(content, "maker"), Apk.Fault.SIGNATURE_BROKEN);
  }

  @Test
  void whatApksignerSignsByDefaultIsTakenForThePhonesItRunsOn() throws Exception {
    Apk marshmallow = Apk.of(file(Packages.byApksigner("v1-v2-v3-from-android-6.apk")));
    assertThat(marshmallow.minSdk()).isEqualTo(23);
    assertThat(marshmallow.versionCode()).isEqualTo(7);

    Apk nougat = Apk.of(file(Packages.byApksigner("v2-v3-from-android-7.apk")));
    assertThat(nougat.minSdk()).isEqualTo(24);
    assertThat(nougat.signer()).isEqualTo(marshmallow.signer());
  }

  @Test
  void whatThePhonesItRunsOnCouldNotInstallIsRefused() throws Exception {
    assertUnfit(
        Packages.byApksigner("v2-v3-from-android-6.apk"), Apk.Fault.NOT_SIGNED_FOR_OLD_PHONES);
    byte[] forNougat = AndroidManifest.binary(Packages.COLL, 5, "5", 24, true);
    assertUnfit(
        Packages.signed(Packages.unsigned(forNougat, 10), "maker"),
        Apk.Fault.NOT_SIGNED_FOR_OLD_PHONES);
  }

  @Test
  void noByteOfWhatApksignerSignedCanBeChangedUnseen() throws Exception {
    byte[] bytes = Packages.byApksigner("v1-v2-v3-from-android-6.apk");
    Path file = file(bytes);
    Apk whole = Apk.of(file);
    for (int at = 0; at < bytes.length; at += 7) {
      bytes[at] ^= 1;
      Files.write(file, bytes);
      try {
        // padding between signatures counts for nothing: then it is the same package still
        Apk changed = Apk.of(file);
        assertThat(changed.signer()).as("byte %d", at).isEqualTo(whole.signer());
        assertThat(at).isBetween(blockBegin(bytes), blockEnd(bytes));
      } catch (Apk.Unfit refused) {
        assertThat(refused.fault()).isNotNull();
      }
      bytes[at] ^= 1;
    }
  }

  private static int blockBegin(byte[] apk) {
    ByteBuffer bytes = ByteBuffer.wrap(apk).order(ByteOrder.LITTLE_ENDIAN);
    return blockEnd(apk) + 1 - (int) (bytes.getLong(blockEnd(apk) + 1) - 24);
  }

  @Test
  void noByteOfAPackageSignedForNewPhonesCanBeChanged() throws Exception {
    byte[] bytes = Packages.signed(unsigned(1000), "maker");
    Path file = file(bytes);
    for (int at = 0; at < bytes.length; at++) {
      bytes[at] ^= 1;
      Files.write(file, bytes);
      assertThatThrownBy(() -> Apk.of(file)).as("byte %d", at).isInstanceOf(Apk.Unfit.class);
      bytes[at] ^= 1;
    }
  }

  @Test
  void aSignatureForNewPhonesMustFitWhateverTheOldOneSays() throws Exception {
    byte[] one = Packages.signedBoth(unsigned(1000), "maker", "maker");
    assertThat(Apk.of(file(one)).versionCode()).isEqualTo(5);
    // The old one is there and fits: damaged is the last byte of the new one, of its public key.
    one[blockEnd(one)] ^= 1;

    assertUnfit(one, Apk.Fault.SIGNATURE_BROKEN);
  }

  /** The last byte before the foot of the block of signatures. */
  private static int blockEnd(byte[] apk) {
    String text = new String(apk, StandardCharsets.ISO_8859_1);
    return text.indexOf("APK Sig Block 42") - Long.BYTES - 1;
  }

  private static byte[] unsigned(int size) {
    return Packages.unsigned(Packages.manifest(Packages.COLL, 5), size);
  }

  @Test
  void whatIsNoSignedPackageIsRefusedWithItsReason() throws Exception {
    byte[] manifest = Packages.manifest(Packages.COLL, 5);

    assertUnfit(Packages.unsigned(manifest, 10), Apk.Fault.NOT_SIGNED);
    assertUnfit("bukan apk".getBytes(), Apk.Fault.NOT_AN_ARCHIVE);
    assertUnfit(new byte[0], Apk.Fault.NOT_AN_ARCHIVE);
    assertUnfit(Arrays.copyOf(Packages.apk(5), 600), Apk.Fault.NOT_AN_ARCHIVE);
    assertUnfit(Packages.unsigned("<manifest/>".getBytes(), 10), Apk.Fault.UNREADABLE_MANIFEST);
  }

  @Test
  void noDamagedManifestIsAnAccident() {
    byte[] manifest = Packages.manifest(Packages.COLL, 5);
    Random random = new Random(3);
    for (int round = 0; round < 5000; round++) {
      byte[] damaged = Arrays.copyOf(manifest, random.nextInt(manifest.length + 1));
      for (int i = 0; i < 4 && damaged.length > 0; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(BinaryManifest.parse(damaged).packageName()).isNotNull();
      } catch (IllegalArgumentException told) {
        assertThat(told.getMessage()).isNotBlank();
      }
    }
  }

  private void assertUnfit(byte[] bytes, Apk.Fault fault) throws IOException {
    Path file = file(bytes);
    assertThatThrownBy(() -> Apk.of(file))
        .isInstanceOfSatisfying(
            Apk.Unfit.class, unfit -> assertThat(unfit.fault()).isEqualTo(fault));
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(folder, "", ".apk"), bytes);
  }
}
