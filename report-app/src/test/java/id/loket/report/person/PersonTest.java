package id.loket.report.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import id.loket.kit.event.Event;
import id.loket.kit.testing.LocalStackResource;
import id.loket.kit.testing.OtherServices;
import id.loket.kit.testing.TestTokens;
import id.loket.report.testing.City;
import id.loket.report.testing.Database;
import id.loket.report.testing.ReportAppTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is kept of people: told to client-app, and forgotten when an account is. */
@ReportAppTest
class PersonTest {
  private final City city = new City();
  private final Database database = new Database();

  private final OtherServices publisher = new OtherServices();

  @Test
  void whoIsForgottenIsInNoRowAndTheReportStays() {
    UUID user = UUID.randomUUID();
    City.Made made = city.reported(city.category());
    City.Made voted = city.reported(city.category());
    database.query(
        "update report set reporter_id = $2, contact_name = 'Siti Terlupa' where id = $1",
        made.id(),
        user);
    database.query("insert into vote (report_id, voter_id) values ($1, $2)", voted.id(), user);
    database.query("update report set votes = 1 where id = $1", voted.id());
    database.query("insert into officer (user_id, unit) values ($1, 'jalan')", user);
    database.query(
        "insert into push_subscription (id, user_id, endpoint, p256dh, auth)"
            + " values (gen_random_uuid(), $1, 'https://push.example/' || $1::uuid::text, '', '')",
        user);
    database.query(
        "insert into phone_confirmation (owner, phone, code) values ($1, 'digest', 'digest')",
        user);
    database.query(
        "insert into store_owner (store, organiser_id, told_at) values ($1::uuid::text, $1, now())",
        user);

    Event deleted = Event.now("user.deleted", user.toString(), "{\"userId\":\"" + user + "\"}");
    publisher.publish(List.of(deleted)).await().atMost(City.PATIENCE);

    await()
        .atMost(City.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        database.count(
                            "select count(*) from report t where t::text like '%Terlupa%'"
                                + " or reporter_id = $1",
                            user))
                    .isZero());
    for (String table :
        List.of("vote", "officer", "push_subscription", "notice", "media", "phone_confirmation")) {
      assertThat(
              database.count(
                  "select count(*) from "
                      + table
                      + " t where t::text like '%' || $1::uuid::text || '%'",
                  user))
          .as(table)
          .isZero();
    }
    assertThat(database.count("select count(*) from store_owner where organiser_id = $1", user))
        .isZero();
    City.nobody().get("/reports/{id}", made.id()).then().statusCode(200);
    City.nobody().get("/reports/{id}", voted.id()).then().body("votes", equalTo(1));
  }

  @Test
  void clientAppAloneIsToldAllThatIsKept() {
    TestTokens tokens = new TestTokens(LocalStackResource.stack());
    UUID user = UUID.randomUUID();
    City.Made made = city.reported(city.category());
    database.query("update report set reporter_id = $2 where id = $1", made.id(), user);

    City.request(tokens.service("client-app", "report-app"))
        .get("/people/{id}", user)
        .then()
        .statusCode(200)
        .body("reports", hasSize(1))
        .body("reports[0].id", equalTo(made.id().toString()))
        .body("votes", hasSize(0));
    city.citizen(user).get("/people/{id}", user).then().statusCode(403);
    City.nobody().get("/people/{id}", user).then().statusCode(401);
  }
}
