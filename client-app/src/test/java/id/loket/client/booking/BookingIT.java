package id.loket.client.booking;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class BookingIT extends BookingTest {}
