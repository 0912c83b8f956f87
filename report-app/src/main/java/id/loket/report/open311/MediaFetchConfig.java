package id.loket.report.open311;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** How pictures are fetched that applications give the address of ({@code media_url}). */
@ConfigMapping(prefix = "loket.open311.media")
public interface MediaFetchConfig {
  /**
   * The only hosts pictures are fetched from; any public one without it. Set by {@code
   * LOKET_OPEN311_MEDIA_HOSTS}.
   */
  Optional<Set<String>> hosts();

  /**
   * Lets pictures be fetched from private addresses and without TLS: development only. Set by
   * {@code LOKET_DANGEROUS_ALLOW_PRIVATE_ADDRESSES}.
   */
  @WithDefault("false")
  boolean dangerousAllowPrivateAddresses();

  /** How long fetching one may take in all. */
  @WithDefault("30s")
  Duration timeout();

  /** How many redirects are followed. */
  @WithDefault("3")
  int redirects();

  /** How often it is tried before the picture is given up. */
  @WithDefault("6")
  int tries();

  /** The first pause before trying again; each further one is twice as long. */
  @WithDefault("30s")
  Duration firstPause();

  /** How many are fetched at once. */
  @WithDefault("4")
  int atOnce();

  /** How long what became of them can be asked for. */
  @WithDefault("90d")
  Duration keep();

  /** Where they lie until they are safe: the folder of uploads. */
  String folder();
}
