package id.loket.media;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the executable. */
@QuarkusIntegrationTest
class OpenApiIT extends OpenApiTest {}
