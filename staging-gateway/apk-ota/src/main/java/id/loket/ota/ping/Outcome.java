package id.loket.ota.ping;

import java.util.Locale;

/** How an update went on a phone. */
public enum Outcome {
  INSTALLED,
  FAILED;

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
