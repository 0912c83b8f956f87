package id.loket.gateway.push;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How pushes are kept while the machine behind is away. */
@ConfigMapping(prefix = "loket.push")
public interface PushConfig {
  /** The service pushes are for. */
  @WithDefault("collector")
  String service();

  /** The path they are handed on to. */
  @WithDefault("/collector/sync")
  String path();

  /** How many bytes of them the broker keeps; what comes then is refused with 503. */
  @WithDefault("1000000000")
  long mostBytes();

  /** How many bytes of them may be in memory at once, in this replica. */
  @WithDefault("33554432")
  long mostBytesInMemory();

  /** How many of those of one device. */
  @WithDefault("4194304")
  long mostBytesPerDevice();

  /** How many bytes of pushes the broker keeps of one device. */
  @WithDefault("20000000")
  long mostKeptBytesPerDevice();

  /** How many of them are handed on at once, by this replica. */
  @WithDefault("16")
  int atOnce();

  /** How often a push may fail while others go through, before it goes to the dead queue. */
  @WithDefault("10")
  int mostTries();

  /** How often the broker is asked whether it is there, and how many it keeps. */
  @WithDefault("5s")
  Duration lookEvery();

  /** How long the broker may take to confirm one. */
  @WithDefault("10s")
  Duration confirmTimeout();

  /** How long collector may take to answer one that is handed on. */
  @WithDefault("30s")
  Duration answerTimeout();

  /** The pause before one that was not answered is handed on again; it doubles. */
  @WithDefault("500ms")
  Duration firstPause();

  /** The longest such pause. */
  @WithDefault("15s")
  Duration longestPause();

  /** How long a phone may ask what became of its push. */
  @WithDefault("7D")
  Duration remembered();
}
