package id.loket.client.factor;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Codes for when the phone is lost, each good once. */
public record RecoveryCodes(@Schema(examples = "[\"k7pw-m2xz-9qhd\"]") List<String> recoveryCodes) {

  /** Without the codes, for whoever logs it. */
  @Override
  public String toString() {
    return "RecoveryCodes[…]";
  }
}
