package id.loket.ticket.event;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class EventIT extends EventTest {}
