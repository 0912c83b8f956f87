package id.loket.kit.money;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;

/**
 * An amount of money.
 *
 * @param amount whole number in the currency's smallest unit in use: rupiah for IDR (Indonesian
 *     payment providers count no sen), otherwise the minor unit of ISO 4217
 * @param currency ISO 4217 code
 */
public record Money(
    @NotNull @Min(0) @Max(Money.MAX_AMOUNT) Long amount,
    @NotNull @Pattern(regexp = "[A-Z]{3}", message = "{loket.currency}") String currency) {

  /** The largest amount accepted; far above any price, far below overflow. */
  public static final long MAX_AMOUNT = 1_000_000_000_000L;

  private static final Set<String> WITHOUT_MINOR_UNIT_IN_USE = Set.of("IDR");

  /** Whether the currency code is one ISO 4217 knows. */
  public boolean hasKnownCurrency() {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(known -> known.getCurrencyCode().equals(currency));
  }

  /** The amount as people of that locale read it, for example {@code Rp 150.000}. */
  public String format(Locale locale) {
    Currency unit = Currency.getInstance(currency);
    int digits =
        WITHOUT_MINOR_UNIT_IN_USE.contains(currency)
            ? 0
            : Math.max(0, unit.getDefaultFractionDigits());
    NumberFormat format = NumberFormat.getNumberInstance(locale);
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    String symbol = currency.equals("IDR") ? "Rp" : currency;
    return symbol + " " + format.format(BigDecimal.valueOf(amount).movePointLeft(digits));
  }
}
