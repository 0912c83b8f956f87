package id.loket.collector.sync;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class SyncIT extends SyncTest {}
