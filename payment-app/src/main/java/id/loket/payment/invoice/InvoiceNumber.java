package id.loket.payment.invoice;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An invoice's number, for example {@code INV-20261120-7Q2M9X4B8C3D5F6G}: the day it was issued and
 * 80 random bits in Crockford's base 32. Whoever knows it may see and pay the invoice, so it cannot
 * be guessed.
 */
@Schema(
    type = SchemaType.STRING,
    pattern = "INV-[0-9]{8}-[0-9A-HJKMNP-TV-Z]{16}",
    examples = "\"INV-20270301-7Q2M9X4B8C3D5F6G\"")
public record InvoiceNumber(@JsonValue String text) {
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int RANDOM_DIGITS = 16;
  private static final Pattern FORM =
      Pattern.compile("INV-\\d{8}-[" + CROCKFORD + "]{" + RANDOM_DIGITS + "}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public InvoiceNumber {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not an invoice number");
    }
  }

  /** A new number of that day. */
  public static InvoiceNumber next(LocalDate day, SecureRandom random) {
    StringBuilder digits = new StringBuilder(RANDOM_DIGITS);
    for (int i = 0; i < RANDOM_DIGITS; i++) {
      digits.append(CROCKFORD.charAt(random.nextInt(CROCKFORD.length())));
    }
    return new InvoiceNumber("INV-" + day.format(DateTimeFormatter.BASIC_ISO_DATE) + "-" + digits);
  }

  @Override
  public String toString() {
    return text;
  }
}
