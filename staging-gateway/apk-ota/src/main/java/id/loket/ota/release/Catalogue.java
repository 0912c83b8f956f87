package id.loket.ota.release;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All releases, newest first, each with its course. */
record Catalogue(List<Entry> entries) {
  /** A release and who gets it. */
  record Entry(Release release, Course course) {}

  Catalogue {
    entries =
        entries.stream()
            .sorted(
                Comparator.comparingLong((Entry entry) -> entry.release().versionCode()).reversed())
            .toList();
  }

  /**
   * What a device should have: the newest release that it can install and that reaches it.
   *
   * @param device empty for one that does not say which it is: it gets what everybody gets
   * @param sdk the API level of its Android, 0 when it does not say
   */
  Optional<Entry> offeredTo(Optional<String> device, int sdk) {
    return entries.stream()
        .filter(entry -> entry.release().runsOn(sdk))
        .filter(
            entry ->
                device
                    .map(name -> entry.course().reaches(entry.release().versionCode(), name))
                    .orElseGet(entry.course()::reachesAll))
        .findFirst();
  }

  Optional<Entry> find(long versionCode) {
    return entries.stream()
        .filter(entry -> entry.release().versionCode() == versionCode)
        .findFirst();
  }

  /** The highest version code there ever was; 0 before the first. */
  long highest() {
    return entries.isEmpty() ? 0 : entries.getFirst().release().versionCode();
  }
}
