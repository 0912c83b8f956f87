package id.loket.report.work;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class WorkIT extends WorkTest {}
