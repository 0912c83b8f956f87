package id.loket.staging.exchange;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class ExchangeIT extends ExchangeTest {}
