package id.loket.payment.payment;

import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.pay;
import static id.loket.payment.testing.Api.status;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import id.loket.payment.testing.Receiver.Hook;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PaymentFlowTest {

  @Test
  void anInvoiceIsPaidAndTheReceiverIsTold() {
    String number = issue();

    pay(number, "simulated-success")
        .then()
        .statusCode(202)
        .header("Location", endsWith("/invoices/" + number))
        .body("status", equalTo("PROCESSING"));

    eventually().until(() -> status(number).equals("PAID"));
    eventually().until(() -> !Servers.receiver().hooksOf(number).isEmpty());
    Hook hook = Servers.receiver().hooksOf(number).getFirst();
    assertEquals("invoice.paid", hook.type());
    assertEquals("PAID", hook.data("status"));
  }

  @Test
  void aFailedPaymentIsToldToo() {
    String number = issue();

    pay(number, "simulated-failure").then().statusCode(202);

    eventually().until(() -> status(number).equals("FAILED"));
    eventually().until(() -> !Servers.receiver().hooksOf(number).isEmpty());
    Hook hook = Servers.receiver().hooksOf(number).getFirst();
    assertEquals("invoice.failed", hook.type());
    assertEquals("declined", hook.data("failureReason"));
  }
}
