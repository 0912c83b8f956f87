package id.loket.client.mail;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.Set;

/** Writes the letters of some kinds of mail; each feature that mails people has one. */
public interface LetterWriter {
  /** The kinds it writes. */
  Set<MailKind> kinds();

  /**
   * Where to write to, for mails that do not go to the user they are about; empty when there is
   * nobody to write to any more.
   */
  default Uni<Optional<Recipient>> recipient(Mail mail) {
    return Uni.createFrom().item(Optional.empty());
  }

  /**
   * Writes one.
   *
   * @return fails with {@link LetterImpossible} when it can never be written, with anything else
   *     when it may be later
   */
  Uni<Letter> write(Mail mail, Recipient recipient);
}
