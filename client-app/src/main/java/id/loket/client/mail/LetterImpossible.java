package id.loket.client.mail;

/** A letter that cannot be written, however often it is tried. */
public final class LetterImpossible extends RuntimeException {
  /**
   * With a reason in kebab case.
   *
   * @param reason stable, shown to the user as why the mail failed
   */
  public LetterImpossible(String reason) {
    super(reason, null, false, false);
  }
}
