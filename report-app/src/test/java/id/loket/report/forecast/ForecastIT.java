package id.loket.report.forecast;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class ForecastIT extends ForecastTest {}
