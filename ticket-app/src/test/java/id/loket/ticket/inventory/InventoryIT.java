package id.loket.ticket.inventory;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class InventoryIT extends InventoryTest {}
