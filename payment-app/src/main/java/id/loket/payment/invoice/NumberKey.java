package id.loket.payment.invoice;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.LocalDate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Derives the number of a booking's or order's invoice with a key nobody outside knows (HMAC, RFC
 * 2104). So every replica comes to the same number without asking, one conditional write is enough
 * to issue an invoice once, and nobody can foresee a number.
 *
 * <p>The key is made by the first replica that needs it, is kept beside the invoices and never
 * changes: a changed one would give a booking a second invoice.
 */
@Singleton
class NumberKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_LENGTH = 32;

  private final NumberKeyStore store;
  private volatile SecretKeySpec key;

  NumberKey(NumberKeyStore store) {
    this.store = store;
  }

  /**
   * The number of that booking's or order's invoice, whether it exists or not.
   *
   * @param day the source's
   */
  Uni<InvoiceNumber> numberOf(InvoiceSource source, LocalDate day) {
    return key().map(known -> InvoiceNumber.of(day, hmac(known, source.key())));
  }

  private Uni<SecretKeySpec> key() {
    SecretKeySpec known = key;
    if (known != null) {
      return Uni.createFrom().item(known);
    }
    byte[] proposed = new byte[KEY_LENGTH];
    new SecureRandom().nextBytes(proposed);
    return store
        .findOrKeep(proposed)
        .map(bytes -> new SecretKeySpec(bytes, ALGORITHM))
        .invoke(found -> key = found);
  }

  private static byte[] hmac(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
