package id.loket.kit.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class MoneyTest {
  private static final Locale INDONESIA = Locale.forLanguageTag("id-ID");

  @Test
  void rupiahAreCountedWhole() {
    assertThat(new Money(150000L, "IDR").format(INDONESIA)).isEqualTo("Rp 150.000");
  }

  @Test
  void otherCurrenciesAreCountedInTheirMinorUnit() {
    assertThat(new Money(1999L, "USD").format(Locale.UK)).isEqualTo("USD 19.99");
    assertThat(new Money(500L, "JPY").format(Locale.UK)).isEqualTo("JPY 500");
  }

  @Test
  void onlyRealCurrenciesAreKnown() {
    assertThat(new Money(1L, "IDR").hasKnownCurrency()).isTrue();
    assertThat(new Money(1L, "ZZZ").hasKnownCurrency()).isFalse();
  }
}
