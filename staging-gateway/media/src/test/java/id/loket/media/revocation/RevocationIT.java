package id.loket.media.revocation;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class RevocationIT extends RevocationTest {}
