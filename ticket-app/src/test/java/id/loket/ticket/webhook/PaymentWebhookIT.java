package id.loket.ticket.webhook;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class PaymentWebhookIT extends PaymentWebhookTest {}
