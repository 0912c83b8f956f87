package id.loket.report.report;

/** A way to tell people. */
public enum Channel {
  MAIL,
  SMS,
  /** The app on their telephone, through a push provider. */
  PUSH,
  /** Their browsers (RFC 8030). */
  WEB_PUSH
}
