package id.loket.report.media;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class MediaIT extends MediaTest {}
