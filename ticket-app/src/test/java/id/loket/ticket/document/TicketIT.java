package id.loket.ticket.document;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class TicketIT extends TicketTest {}
