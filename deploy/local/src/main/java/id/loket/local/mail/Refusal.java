package id.loket.local.mail;

import java.util.Locale;
import java.util.Optional;

/** What the mail server does with a message, on request of a test. */
enum Refusal {
  NONE(null),
  /** "Try again later". */
  TEMPORARY("451 4.3.0 Requested action aborted: refused on request, try again later"),
  /** "Never". */
  PERMANENT("550 5.7.1 Requested action not taken: refused on request");

  private final String answer;

  Refusal(String answer) {
    this.answer = answer;
  }

  /** The SMTP answer; null lets the message pass, as GreenMail's hooks expect. */
  String answer() {
    return answer;
  }

  static Optional<Refusal> named(String name) {
    for (Refusal refusal : values()) {
      if (refusal.lowerCaseName().equals(name)) {
        return Optional.of(refusal);
      }
    }
    return Optional.empty();
  }

  String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
