package id.loket.report.notice;

/** How far a notice got. */
public enum NoticeStatus {
  /** To be sent, at once or when its next attempt is due. */
  PENDING,
  /** Taken by the mail server, provider or push service. */
  SENT,
  /** Given up; the reason is kept. */
  FAILED
}
