package id.loket.local.audit;

import java.util.List;

/** One invariant of DESIGN §4, checked against the live stores. */
interface Check {
  /** Its number, for example {@code I1}. */
  String name();

  /** What must hold, in a few words. */
  String claim();

  Finding judge(Stores stores);

  /**
   * What was found.
   *
   * @param looked what was looked at, for example {@code 1,234 seats}
   * @param offenders what breaks the invariant, one line each
   */
  record Finding(String looked, List<String> offenders) {
    boolean isClean() {
      return offenders.isEmpty();
    }
  }
}
