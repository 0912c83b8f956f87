package id.loket.client.user;

import id.loket.kit.language.Language;
import java.util.Set;
import java.util.UUID;

/** Who a user is to the other features. */
public record Account(
    UUID id, String name, Language language, Set<String> roles, boolean verified) {
  static Account of(User user) {
    PersonalData data = user.data();
    return new Account(user.id(), data.name(), data.locale(), data.roles(), user.isVerified());
  }
}
