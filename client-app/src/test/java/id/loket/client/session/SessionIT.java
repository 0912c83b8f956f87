package id.loket.client.session;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class SessionIT extends SessionTest {}
