package id.loket.gateway.conformance;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged service. */
@QuarkusIntegrationTest
class ConformanceIT extends ConformanceTest {}
