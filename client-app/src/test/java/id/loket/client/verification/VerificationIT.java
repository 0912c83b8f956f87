package id.loket.client.verification;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class VerificationIT extends VerificationTest {}
