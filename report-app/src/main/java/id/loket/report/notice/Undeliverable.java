package id.loket.report.notice;

/** A notice that will never be taken, however often it is tried. */
final class Undeliverable extends RuntimeException {
  /**
   * With a reason.
   *
   * @param reason stable, in kebab case, without personal data
   */
  Undeliverable(String reason) {
    super(reason, null, false, false);
  }
}
