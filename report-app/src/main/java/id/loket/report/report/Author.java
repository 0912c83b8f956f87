package id.loket.report.report;

import id.loket.kit.language.Language;
import java.util.Set;
import java.util.UUID;

/**
 * Who reported, and how they want to hear of it.
 *
 * @param userId null when they did not sign in
 * @param anonymous whether the public may know neither who nor exactly where
 * @param contact null unless they left one
 */
public record Author(
    UUID userId, boolean anonymous, Contact contact, Language language, Set<Channel> channels) {
  /** Somebody who signed in, told by mail. */
  public static Author of(UUID userId, Language language) {
    return new Author(userId, false, null, language, Set.of(Channel.MAIL));
  }
}
