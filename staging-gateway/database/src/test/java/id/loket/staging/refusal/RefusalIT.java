package id.loket.staging.refusal;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class RefusalIT extends RefusalTest {}
