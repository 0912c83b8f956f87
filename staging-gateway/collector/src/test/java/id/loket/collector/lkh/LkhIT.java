package id.loket.collector.lkh;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class LkhIT extends LkhTest {}
