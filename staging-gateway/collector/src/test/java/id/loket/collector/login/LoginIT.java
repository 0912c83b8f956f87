package id.loket.collector.login;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class LoginIT extends LoginTest {}
