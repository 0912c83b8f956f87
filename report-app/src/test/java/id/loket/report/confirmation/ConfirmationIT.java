package id.loket.report.confirmation;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class ConfirmationIT extends ConfirmationTest {}
