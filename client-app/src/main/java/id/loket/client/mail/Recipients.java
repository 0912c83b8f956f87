package id.loket.client.mail;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.UUID;

/**
 * Knows users' addresses as they are when a mail is sent, not as they were when it was asked for.
 */
public interface Recipients {
  /** Where to write to a user; empty when the account is gone. */
  Uni<Optional<Recipient>> recipient(UUID userId);
}
