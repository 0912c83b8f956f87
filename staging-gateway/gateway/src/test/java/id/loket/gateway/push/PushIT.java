package id.loket.gateway.push;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged service. */
@QuarkusIntegrationTest
class PushIT extends PushTest {}
