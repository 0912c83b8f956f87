package id.loket.ota.release;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the executable. */
@QuarkusIntegrationTest
class ReleaseIT extends ReleaseTest {}
