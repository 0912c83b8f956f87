package id.loket.client.user;

import id.loket.kit.language.Language;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A user as shown to the user and to administrators. */
@Schema(name = "User")
public record UserView(
    UUID id,
    @Schema(examples = "Siti Aminah") String name,
    @Schema(examples = "siti@example.org") String email,
    @Schema(examples = "+62 812-3456-7890") String phone,
    Language locale,
    @Schema(examples = "[\"citizen\"]") Set<String> roles,
    @Schema(description = "whether the e-mail address is known to be the user's") boolean verified,
    Instant createdAt,
    Instant updatedAt) {

  static UserView of(User user) {
    PersonalData data = user.data();
    return new UserView(
        user.id(),
        data.name(),
        data.email(),
        data.phone(),
        data.locale(),
        data.roles(),
        user.isVerified(),
        user.createdAt(),
        user.updatedAt());
  }
}
