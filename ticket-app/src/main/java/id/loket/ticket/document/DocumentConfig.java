package id.loket.ticket.document;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where tickets are kept and how they are signed. */
@ConfigMapping(prefix = "loket.document")
public interface DocumentConfig {
  /** The S3 bucket. */
  String bucket();

  /**
   * Ed25519 private key (PKCS #8, base64) that signs ticket codes. Without one, in development
   * only, each start makes its own.
   */
  Optional<String> signingKey();

  /**
   * Ed25519 public keys (X.509, base64, commas between them) of the keys that signed before:
   * tickets sold then stay genuine.
   */
  Optional<String> formerKeys();

  /** After a crash, another replica makes a document then that this one had begun. */
  @WithDefault("15s")
  Duration lease();

  /** How long a presigned URL works. */
  @WithDefault("10m")
  Duration urlLifetime();

  /** How many PDFs are made at once. */
  @WithDefault("4")
  int madeAtOnce();

  /** How many PDFs may wait to be drawn in this process; more are left to the sweep. */
  @WithDefault("200")
  int mostWaiting();

  /** How long after its event a paper is kept. */
  @WithDefault("400d")
  Duration kept();
}
