package id.loket.ota;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the executable. */
@QuarkusIntegrationTest
class OpenApiIT extends OpenApiTest {}
