package id.loket.ticket.order;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class OrderWithSeatIT extends OrderWithSeatTest {}
