package id.loket.media.item;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the executable. */
@QuarkusIntegrationTest
class PictureIT extends PictureTest {}
