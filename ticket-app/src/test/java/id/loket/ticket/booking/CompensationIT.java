package id.loket.ticket.booking;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class CompensationIT extends CompensationTest {}
