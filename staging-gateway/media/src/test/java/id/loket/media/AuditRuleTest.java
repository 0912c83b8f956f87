package id.loket.media;

import id.loket.kit.testing.AuditRule;
import org.junit.jupiter.api.Test;

class AuditRuleTest {
  @Test
  void whatAdministratorsChangeIsRecorded() {
    AuditRule.of("id.loket.media")
        .except("PictureResource.put", "a picture keeps who sent it")
        .except("UploadResource.create", "a picture keeps who sent it")
        .except("UploadResource.append", "part of what was announced")
        .except("UploadResource.end", "an upload that is not whole yet, by who announced it")
        .check();
  }
}
