package id.loket.payment.invoice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvoiceNumberTest {
  @Test
  void numbersNameTheirDayAndAreNeverAlike() {
    SecureRandom random = new SecureRandom();
    LocalDate day = LocalDate.of(2026, 11, 20);

    var numbers =
        IntStream.range(0, 10_000)
            .mapToObj(i -> InvoiceNumber.next(day, random))
            .collect(Collectors.toSet());

    assertEquals(10_000, numbers.size());
    assertTrue(numbers.stream().allMatch(n -> n.text().startsWith("INV-20261120-")));
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
