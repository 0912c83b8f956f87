package id.loket.collector.upstream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The services collector works with. */
@ConfigMapping(prefix = "loket.collector")
public interface StagingUrls {
  /** client-app, asked who somebody is at login. */
  String clientUrl();

  /** The staging database, without which nothing can be synced. */
  String databaseUrl();

  /** media, asked for photos when a batch is closed. */
  String mediaUrl();

  /** apk-ota, asked for the latest release at login. */
  String apkUrl();

  /** Where apk-ota tells its health. */
  String apkPrivateUrl();

  /** How long each may take to answer. */
  @WithDefault("10s")
  Duration timeout();

  /** How long apk-ota may take: without it login only says nothing of updates. */
  @WithDefault("2s")
  Duration apkTimeout();
}
