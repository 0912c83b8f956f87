package id.loket.payment.invoice;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An invoice's number, for example {@code INV-20261120-7Q2M9X4B8C3D5F6G}: the day of the booking or
 * order it is for and 80 unforeseeable bits in Crockford's base 32 ({@link NumberKey}). Whoever
 * knows it may see and pay the invoice, so it cannot be guessed.
 */
@Schema(
    type = SchemaType.STRING,
    pattern = "INV-[0-9]{8}-[0-9A-HJKMNP-TV-Z]{16}",
    examples = "\"INV-20270301-7Q2M9X4B8C3D5F6G\"")
public record InvoiceNumber(@JsonValue String text) {
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int DIGITS = 16;
  private static final int BITS_PER_DIGIT = 5;
  private static final Pattern FORM =
      Pattern.compile("INV-\\d{8}-[" + CROCKFORD + "]{" + DIGITS + "}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public InvoiceNumber {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not an invoice number");
    }
  }

  /**
   * The number of that day with those bits.
   *
   * @param secret its first 10 bytes are shown
   */
  static InvoiceNumber of(LocalDate day, byte[] secret) {
    BigInteger bits = new BigInteger(1, Arrays.copyOf(secret, DIGITS * BITS_PER_DIGIT / Byte.SIZE));
    StringBuilder digits = new StringBuilder(DIGITS);
    for (int i = DIGITS - 1; i >= 0; i--) {
      int digit = bits.shiftRight(i * BITS_PER_DIGIT).intValue() & (CROCKFORD.length() - 1);
      digits.append(CROCKFORD.charAt(digit));
    }
    return new InvoiceNumber("INV-" + day.format(DateTimeFormatter.BASIC_ISO_DATE) + "-" + digits);
  }

  @Override
  public String toString() {
    return text;
  }
}
