package id.loket.staging.batch;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class BatchIT extends BatchTest {}
