package id.loket.client.mail;

/** How far a mail got. */
public enum MailStatus {
  /** To be sent, at once or when its next attempt is due. */
  PENDING,
  /** Accepted by an SMTP server. */
  SENT,
  /** Refused for good; the reason is kept. */
  FAILED,
  /** No longer true before it could be sent. */
  WITHDRAWN
}
