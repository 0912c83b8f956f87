package id.loket.ticket;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class ApiDescriptionIT extends ApiDescriptionTest {}
