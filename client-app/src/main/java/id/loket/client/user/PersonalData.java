package id.loket.client.user;

import id.loket.kit.auth.Role;
import id.loket.kit.language.Language;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * What of a user can be changed by {@code PATCH /users/{id}}.
 *
 * @param roles changed by administrators only
 */
public record PersonalData(
    @NotBlank @Size(max = MAX_NAME) @Pattern(regexp = PRINTABLE, message = "{loket.printable}")
        String name,
    @NotBlank
        @Size(max = MAX_EMAIL)
        @Email
        @Pattern(regexp = PRINTABLE, message = "{loket.printable}")
        String email,
    @Pattern(regexp = PHONE, message = "{loket.phone}") String phone,
    @NotNull Language locale,
    @NotEmpty Set<@NotNull @Pattern(regexp = ROLE, message = "{loket.role}") String> roles) {
  static final int MAX_NAME = 100;
  static final int MAX_EMAIL = 254;
  static final String PRINTABLE = "[^\\p{Cntrl}]*";
  static final String PHONE = "\\+?[0-9][0-9 ()-]{4,19}";
  private static final String ROLE =
      Role.CITIZEN
          + "|"
          + Role.ORGANISER
          + "|"
          + Role.OFFICER
          + "|"
          + Role.COLLECTOR
          + "|"
          + Role.ADMIN;

  /** The names of what is something else there: all that may be told of what is personal. */
  List<String> changedIn(PersonalData other) {
    Map<String, Boolean> same = new TreeMap<>();
    same.put("name", name.equals(other.name));
    same.put("email", email.equals(other.email));
    same.put("phone", Objects.equals(phone, other.phone));
    same.put("locale", locale == other.locale);
    same.put("roles", roles.equals(other.roles));
    return same.keySet().stream().filter(field -> !same.get(field)).toList();
  }
}
