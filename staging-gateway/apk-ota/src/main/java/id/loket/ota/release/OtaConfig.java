package id.loket.ota.release;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Which app is released here, and how carefully. */
@ConfigMapping(prefix = "loket.ota")
public interface OtaConfig {
  /** The S3 bucket. */
  String bucket();

  /** Where files are checked, and where copies lie that downloads are served from. */
  String folder();

  /** The package every release must be of. */
  @WithDefault("id.loket.coll")
  String packageName();

  /** The Ed25519 key that signs what phones are told (PKCS #8, base64). */
  Optional<String> signingKey();

  /** The base of the URLs phones download from. */
  String publicUrl();

  /** The largest release. */
  @WithDefault("600M")
  MemorySize largest();

  /** How long a replica may go on with what it knows of releases. */
  @WithDefault("3s")
  Duration freshFor();

  /** How long what phones are told is good, unless they asked with a number of their own. */
  @WithDefault("1h")
  Duration signedFor();

  /** How many copies of releases a replica keeps on its disk, besides those in use. */
  @WithDefault("3")
  int copies();

  /** How long a replica goes on with what it counted of failures before it counts anew. */
  @WithDefault("60s")
  Duration countedFor();

  /** The share of devices that may fail before a release is halted, in per cent. */
  @WithDefault("10")
  int mostFailures();

  /** How many devices must have reported before that counts. */
  @WithDefault("20")
  int fewestReports();
}
