package id.loket.media.upload;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the executable. */
@QuarkusIntegrationTest
class UploadIT extends UploadTest {}
