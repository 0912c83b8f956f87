package id.loket.staging;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class OpenApiIT extends OpenApiTest {}
