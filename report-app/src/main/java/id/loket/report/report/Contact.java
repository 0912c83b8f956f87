package id.loket.report.report;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** How to reach somebody who reported without signing in. Only officers see it. */
public record Contact(
    @Size(max = 100) @Pattern(regexp = "[\\p{L}\\p{M} .'-]*", message = "{loket.name}") String name,
    @Email @Size(max = 254) String mail,
    @Pattern(regexp = "\\+?[0-9 ()./-]{5,25}", message = "{loket.phone}") String phone) {
  /** Without what it says, for whoever logs it. */
  @Override
  public String toString() {
    return "Contact[…]";
  }
}
