package id.loket.client.mail;

import io.smallrye.mutiny.Uni;
import java.util.Set;

/** Writes the letters of some kinds of mail; each feature that mails people has one. */
public interface LetterWriter {
  /** The kinds it writes. */
  Set<MailKind> kinds();

  /**
   * Writes one.
   *
   * @return fails with {@link LetterImpossible} when it can never be written, with anything else
   *     when it may be later
   */
  Uni<Letter> write(Mail mail, Recipient recipient);
}
