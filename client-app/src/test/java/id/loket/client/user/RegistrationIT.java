package id.loket.client.user;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class RegistrationIT extends RegistrationTest {}
