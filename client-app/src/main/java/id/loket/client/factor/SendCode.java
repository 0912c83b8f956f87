package id.loket.client.factor;

import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A code of an authenticator app, or where it is lost a recovery code. */
public record SendCode(@Size(max = 40) @Schema(examples = "287082") String code) {

  /** Without the code, for whoever logs it. */
  @Override
  public String toString() {
    return "SendCode[…]";
  }
}
