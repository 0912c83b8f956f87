package id.loket.report.analytics;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class DashboardsIT extends DashboardsTest {}
