package id.loket.report.open311;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class Open311IT extends Open311Test {}
