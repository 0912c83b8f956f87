package id.loket.ticket.alert;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class AlertIT extends AlertTest {}
