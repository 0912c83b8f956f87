package id.loket.payment.page;

import static id.loket.payment.testing.Api.eventually;
import static id.loket.payment.testing.Api.issue;
import static id.loket.payment.testing.Api.paid;
import static id.loket.payment.testing.Api.request;
import static id.loket.payment.testing.Api.status;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import id.loket.kit.id.Ids;
import id.loket.payment.testing.Servers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class PaymentPageTest {

  @Test
  void lookingAtThePageChangesNothing() {
    String number = issue();

    for (int i = 0; i < 5; i++) {
      given().get("/pay/{n}", number).then().statusCode(200);
      given().head("/pay/{n}", number).then().statusCode(200);
      given().options("/pay/{n}", number);
      given().get("/pay/{n}/status", number).then().statusCode(200);
      given().queryParam("method", "simulated-success").get("/pay/{n}", number);
      given().get("/invoices/{n}/payments", number);
    }

    assertEquals("ISSUED", status(number));
  }

  @Test
  void theFormPaysAndGoesBackToThePage() {
    String number = issue();

    submit(number).then().statusCode(303).header("Location", equalTo(number));

    eventually().until(() -> status(number).equals("PAID"));
    given()
        .header("Accept-Language", "en")
        .get("/pay/{n}", number)
        .then()
        .body(allOf(containsString("Thank you, it is paid"), not(containsString("<form"))));
  }

  @Test
  void aSecondClickOnTheFormIsNoError() {
    String number = issue();

    submit(number).then().statusCode(303);
    submit(number).then().statusCode(303);

    eventually().until(() -> status(number).equals("PAID"));
    submit(number).then().statusCode(303);
    assertEquals(
        1, Servers.receiver().hooksOf(number).stream().map(h -> h.id()).distinct().count());
  }

  @Test
  void thePageSpeaksBothLanguages() {
    String number = issue();

    given()
        .header("Accept-Language", "id")
        .get("/pay/{n}", number)
        .then()
        .header("Content-Language", "id")
        .body(
            allOf(
                containsString("Menunggu pembayaran"),
                containsString("Rp&nbsp;150.000".replace("&nbsp;", " "))));
    given()
        .header("Accept-Language", "en-GB")
        .get("/pay/{n}", number)
        .then()
        .header("Content-Language", "en")
        .body(allOf(containsString("Waiting for payment"), containsString("Rp 150,000")));
    given()
        .header("Accept-Language", "en")
        .get("/pay/{n}?lang=id", number)
        .then()
        .header("Content-Language", "id");
  }

  @Test
  void aSilentBrowserGetsTheCustomersLanguage() {
    Map<String, Object> request = request(Ids.next());
    request.put("customer", Map.of("id", Ids.next().toString(), "locale", "id"));

    given().get("/pay/{n}", issue(request)).then().header("Content-Language", "id");
  }

  @Test
  void thePageIsNeitherKeptNorFramedNorFedFromElsewhere() {
    given()
        .get("/pay/{n}", issue())
        .then()
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .header(
            "Content-Security-Policy",
            allOf(
                containsString("default-src 'none'"),
                containsString("form-action 'self'"),
                containsString("frame-ancestors 'none'"),
                not(containsString("unsafe-inline"))))
        .body(not(containsString("http://")))
        .body(not(containsString("https://")));
  }

  @Test
  void whatTheDescriptionSaysIsShownAndNotRun() {
    Map<String, Object> request = request(Ids.next());
    request.put("description", "<script>alert(1)</script>");

    String page = given().get("/pay/{n}", issue(request)).asString();

    assertFalse(page.contains("<script>alert"));
  }

  @Test
  void anUnknownLinkIsAPageToo() {
    for (String number : new String[] {"INV-20261120-0123456789ABCDEF", "nonsense"}) {
      given()
          .header("Accept-Language", "id")
          .get("/pay/{n}", number)
          .then()
          .statusCode(404)
          .contentType("text/html")
          .header("Cache-Control", "no-store")
          .body(containsString("Tagihan tidak ditemukan"));
      submit(number).then().statusCode(404);
    }
  }

  @Test
  void thePageOfAPaidInvoiceOffersNothingToPay() {
    String number = issue();
    paid(number);

    given().get("/pay/{n}", number).then().body(not(containsString("<button")));
  }

  private static Response submit(String number) {
    return given()
        .redirects()
        .follow(false)
        .contentType("application/x-www-form-urlencoded")
        .formParam("method", "simulated-success")
        .post("/pay/{n}", number);
  }
}
