package id.loket.gateway.edge;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged service. */
@QuarkusIntegrationTest
class HandshakeIT extends HandshakeTest {}
