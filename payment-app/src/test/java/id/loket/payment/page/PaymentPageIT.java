package id.loket.payment.page;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class PaymentPageIT extends PaymentPageTest {}
