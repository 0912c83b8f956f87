package id.loket.staging.monitoring;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where somebody who watches is: behind the sync of this device in that transaction. */
record ChangeToken(long transaction, UUID device) {
  private static final Pattern TOKEN = Pattern.compile("(\\d{1,18})\\.([0-9a-f-]{36})");

  String encode() {
    return transaction + "." + device;
  }

  /** Empty for what we did not make. */
  static Optional<ChangeToken> decode(String text) {
    Matcher token = TOKEN.matcher(text == null ? "" : text);
    try {
      return token.matches()
          ? Optional.of(
              new ChangeToken(Long.parseLong(token.group(1)), UUID.fromString(token.group(2))))
          : Optional.empty();
    } catch (IllegalArgumentException foreign) {
      return Optional.empty();
    }
  }
}
