package id.loket.collector.batch;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class BatchIT extends BatchTest {}
