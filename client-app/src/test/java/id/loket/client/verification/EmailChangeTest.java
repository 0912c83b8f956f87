package id.loket.client.verification;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import id.loket.client.testing.ClientAppTest;
import id.loket.client.testing.Person;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EmailChangeTest extends ClientAppTest {
  @Test
  void aNewAddressTakesEffectOnceItIsProvenAndTheOldOneIsTold() {
    Person person = Person.registered();
    String email = Person.newEmail();

    change(person, person, Map.of("email", email, "password", Person.PASSWORD)).statusCode(202);
    String token = Person.tokenIn(inbox.await(email, "alamat surel baru"));
    person.asks().get(person.path()).then().body("email", equalTo(person.email()));
    Person.signIn(person.email(), Person.PASSWORD);

    Person.verify(token).statusCode(200).body("userId", equalTo(person.id().toString()));
    Person.verify(token).statusCode(200);

    person.asks().get(person.path()).then().body("email", equalTo(email));
    assertEquals(person.id(), Person.signIn(email, Person.PASSWORD).id());
    inbox.await(person.email(), "memakai alamat surel lain");
    assertEquals(1, inbox.count(person.email(), "memakai alamat surel lain"));
    Person.register(person.email()).statusCode(202);
    inbox.await(person.email(), "Verifikasi alamat");
  }

  @Test
  void itTakesThePasswordAndOnesOwnAccount() {
    Person person = Person.registered();
    String email = Person.newEmail();

    change(person, person, Map.of("email", email, "password", "not this one"))
        .statusCode(403)
        .body("type", equalTo("urn:loket:problem:wrong-password"));
    change(person, person, Map.of("email", email)).statusCode(400);
    change(Person.registered(), person, Map.of("email", email, "password", Person.PASSWORD))
        .statusCode(403);
    change(Person.sample("admin"), person, Map.of("email", email)).statusCode(202);
    inbox.await(email, "alamat surel baru");
  }

  @Test
  void anAddressThatGotAnAccountMeanwhileIsNotTaken() {
    Person person = Person.registered();
    String email = Person.newEmail();
    change(person, person, Map.of("email", email, "password", Person.PASSWORD)).statusCode(202);
    String changing = Person.tokenIn(inbox.await(email, "alamat surel baru"));
    Person.register(email).statusCode(202);
    Person.verify(Person.tokenIn(inbox.await(email, "Verifikasi alamat"))).statusCode(200);

    Person.verify(changing).statusCode(404);

    person.asks().get(person.path()).then().body("email", equalTo(person.email()));
  }

  private static ValidatableResponse change(Person by, Person whose, Map<String, String> body) {
    return by.asks().body(body).put(whose.path() + "/email").then();
  }
}
