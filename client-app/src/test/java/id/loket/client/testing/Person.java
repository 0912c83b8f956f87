package id.loket.client.testing;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.id.Ids;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who uses the service over HTTP, as a stranger would. */
public record Person(UUID id, String email, String accessToken, String refreshToken) {
  public static final String PASSWORD = "kereta malam ke Blitar";
  private static final Pattern TOKEN = Pattern.compile("/verify\\?token=([\\w-]+)");

  /** An address nobody else uses. */
  public static String newEmail() {
    return "p" + Ids.next().toString().replace("-", "") + "@example.org";
  }

  /** Registers with that address. */
  public static ValidatableResponse register(String email) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("name", "Siti Aminah", "email", email, "password", PASSWORD, "locale", "id"))
        .post("/users")
        .then();
  }

  /** Registers, follows the link in the mail and signs in. */
  public static Person registered() {
    String email = newEmail();
    register(email).statusCode(202);
    verify(tokenIn(new Inbox().await(email, "Verifikasi alamat"))).statusCode(200);
    return signIn(email, PASSWORD);
  }

  /** One of the sample users. */
  public static Person sample(String role) {
    return signIn(role + "@loket.test", "loket-" + role + "-local");
  }

  public static Person signIn(String email, String password) {
    var tokens =
        given()
            .contentType(ContentType.JSON)
            .body(Map.of("email", email, "password", password))
            .post("/sessions")
            .then()
            .statusCode(201)
            .extract()
            .jsonPath();
    return new Person(
        UUID.fromString(tokens.getString("userId")),
        email,
        tokens.getString("accessToken"),
        tokens.getString("refreshToken"));
  }

  public static ValidatableResponse verify(String token) {
    return given()
        .contentType(ContentType.JSON)
        .body(Map.of("token", token))
        .post("/users/verification")
        .then();
  }

  /** The token of the link in a mail. */
  public static String tokenIn(JsonNode mail) {
    Matcher link = TOKEN.matcher(mail.get("text").asText());
    if (!link.find()) {
      throw new AssertionError("no link in " + mail.get("text").asText());
    }
    return link.group(1);
  }

  /** A request of this person. */
  public RequestSpecification asks() {
    return given().auth().oauth2(accessToken).contentType(ContentType.JSON);
  }

  public String path() {
    return "/users/" + id;
  }

  /** Books a seat. */
  public ValidatableResponse books(UUID seatId) {
    return asks()
        .body(Map.of("eventId", Ids.next(), "seatId", seatId))
        .post(path() + "/bookings")
        .then();
  }
}
