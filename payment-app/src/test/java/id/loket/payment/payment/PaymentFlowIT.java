package id.loket.payment.payment;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class PaymentFlowIT extends PaymentFlowTest {}
