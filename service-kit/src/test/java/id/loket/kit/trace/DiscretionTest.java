package id.loket.kit.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DiscretionTest {
  @Test
  void queryStringsAreNotTold() {
    assertThat(
            Discretion.withoutSecrets(
                "http://127.0.0.1:29000/tickets/a.pdf?X-Amz-Signature=0a1b&X-Amz-Expires=300"))
        .isEqualTo("http://127.0.0.1:29000/tickets/a.pdf");
  }

  @Test
  void loginsInUrlsAreNotTold() {
    assertThat(Discretion.withoutSecrets("https://user:secret@example.org/hook"))
        .isEqualTo("https://example.org/hook");
  }

  @Test
  void idsAreToldAndWhatNobodyCouldGuessIsNot() {
    assertThat(Discretion.plain("/bookings/01a1f8ed-a54a-7090-9809-84b7b4250382/ticket"))
        .isEqualTo("/bookings/01a1f8ed-a54a-7090-9809-84b7b4250382/ticket");
    assertThat(Discretion.plain("/invoices/INV-20261120-YNJR5RGE6300AAF6/payments"))
        .isEqualTo("/invoices/-/payments");
    assertThat(Discretion.plain("/users/siti@example.org")).isEqualTo("/users/-");
    assertThat(Discretion.plain("/users/siti%40example.org")).isEqualTo("/users/-");
  }

  @Test
  void whatIsNoUrlIsNotTold() {
    assertThat(Discretion.withoutSecrets("http://a b/?token=x")).isEqualTo("-");
  }
}
