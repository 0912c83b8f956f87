package id.loket.client.user;

import id.loket.kit.auth.Role;
import id.loket.kit.language.Language;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Asks for an account.
 *
 * @param password see {@link PasswordPolicy}
 * @param locale language of mails and tickets; without it that of {@code Accept-Language}
 */
public record RegisterUser(
    @NotBlank
        @Size(max = PersonalData.MAX_NAME)
        @Pattern(regexp = PersonalData.PRINTABLE, message = "{loket.printable}")
        @Schema(examples = "Siti Aminah")
        String name,
    @NotBlank @Size(max = PersonalData.MAX_EMAIL) @Email @Schema(examples = "siti@example.org")
        String email,
    @NotNull @Schema(examples = "kereta malam ke Blitar", minLength = 10, maxLength = 128)
        String password,
    @Pattern(regexp = PersonalData.PHONE, message = "{loket.phone}")
        @Schema(examples = "+62 812-3456-7890")
        String phone,
    @Schema(examples = "id") Language locale) {

  /** The data of the account, where everybody starts as a citizen. */
  PersonalData data(Language otherwise) {
    return new PersonalData(
        name, email, phone, locale == null ? otherwise : locale, Set.of(Role.CITIZEN));
  }

  /** What tells one registration from another; not the password, whose digest must not be kept. */
  RegisterUser withoutPassword() {
    return new RegisterUser(name, email, null, phone, locale);
  }

  /** Without the password, for whoever logs it. */
  @Override
  public String toString() {
    return "RegisterUser[…]";
  }
}
