package id.loket.payment.invoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvoiceNumberTest {
  @Test
  void numbersNameTheirDayAndShowEightyBits() {
    LocalDate day = LocalDate.of(2026, 11, 20);
    byte[] bytes = {
      0, 0x44, 0x32, 0x14, (byte) 0xc7, 0x42, 0x54, (byte) 0xb6, 0x35, (byte) 0xcf, 9
    };

    assertEquals("INV-20261120-0123456789ABCDEF", InvoiceNumber.of(day, bytes).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "INV",
        "INV-20261120-",
        "INV-20261120-0123456789ABCDE",
        "INV-20261120-0123456789ABCDEFG",
        "INV-20261120-0123456789ABCDEI",
        "inv-20261120-0123456789ABCDEF",
        "INV-20261120-0123456789abcdef",
        "INV-20261120-0123456789ABCDEF\n",
        "../../etc/passwd"
      })
  void anythingElseIsNoNumber(String text) {
    assertThrows(IllegalArgumentException.class, () -> new InvoiceNumber(text));
  }
}
