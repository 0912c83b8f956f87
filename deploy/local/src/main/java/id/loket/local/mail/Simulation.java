package id.loket.local.mail;

/**
 * Where and how the mail server refuses.
 *
 * @param stage the SMTP command that is refused
 */
record Simulation(Refusal refusal, Stage stage) {
  static final Simulation OFF = new Simulation(Refusal.NONE, Stage.RCPT);

  enum Stage {
    RCPT,
    DATA
  }

  /** The answer at this stage; null lets it pass. */
  String answerAt(Stage asked) {
    return stage == asked ? refusal.answer() : null;
  }
}
