package id.loket.report.report;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class IntakeIT extends IntakeTest {}
