package id.loket.client.user;

import id.loket.kit.language.Language;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Somebody with an account. */
@Entity
@Table(name = "app_user")
public class User {
  @Id private UUID id;
  @Version private long version;
  private String name;
  private String email;

  @Column(name = "password_hash")
  private String passwordHash;

  /** Where the user signs in; null for here. */
  private String issuer;

  private String phone;
  private String locale;
  private String roles;

  @Column(name = "verified_at")
  private Instant verifiedAt;

  @Column(name = "created_at", updatable = false)
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @Column(name = "deleted_at")
  private Instant deletedAt;

  protected User() {}

  /** Somebody who has just registered. */
  User(UUID id, PersonalData data, String passwordHash) {
    this.id = id;
    this.passwordHash = passwordHash;
    this.createdAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    put(data);
    this.updatedAt = createdAt;
  }

  UUID id() {
    return id;
  }

  long version() {
    return version;
  }

  String passwordHash() {
    return passwordHash;
  }

  boolean isOutside() {
    return issuer != null;
  }

  Instant verifiedAt() {
    return verifiedAt;
  }

  Instant createdAt() {
    return createdAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }

  boolean isVerified() {
    return verifiedAt != null;
  }

  Language language() {
    return Language.ofTag(locale);
  }

  Set<String> roles() {
    return new TreeSet<>(Arrays.asList(roles.split(" ")));
  }

  PersonalData data() {
    return new PersonalData(name, email, phone, language(), roles());
  }

  /** Takes over changed data. */
  void change(PersonalData changed) {
    put(changed);
    updatedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  /** Forgets everything personal; the id stays, because bookings refer to it. */
  void forget() {
    deletedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    updatedAt = deletedAt;
    name = "";
    email = null;
    passwordHash = null;
    issuer = null;
    phone = null;
    verifiedAt = null;
    roles = "";
  }

  private void put(PersonalData data) {
    name = data.name().strip();
    email = data.email();
    phone = data.phone();
    locale = data.locale().tag();
    roles = String.join(" ", new TreeSet<>(data.roles()));
  }
}
