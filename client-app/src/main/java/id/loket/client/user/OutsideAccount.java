package id.loket.client.user;

import id.loket.kit.language.Language;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Somebody as an issuer outside knows them, by the claims of their token. */
record OutsideAccount(
    UUID id, String issuer, String name, String email, Language language, Set<String> roles) {
  private static final String UNPRINTABLE = "\\p{Cntrl}";

  OutsideAccount {
    name = name.replaceAll(UNPRINTABLE, "").strip();
    if (name.isEmpty()) {
      name = email.substring(0, Math.max(email.indexOf('@'), 0));
    }
    roles = new TreeSet<>(roles);
  }

  String rolesAsText() {
    return String.join(" ", roles);
  }
}
