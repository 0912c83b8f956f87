package id.loket.report.notice;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the native executable. */
@QuarkusIntegrationTest
class NoticeIT extends NoticeTest {}
