package id.loket.staging.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasSize;

import id.loket.staging.testing.Database;
import id.loket.staging.testing.Field;
import id.loket.staging.testing.StagingTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens in whatever order, a day comes out the same: pushes of two phones, of which one
 * replaced the other, sent again, in pages of any size, some of them kept by the gateway for hours;
 * an assignment withdrawn at any time; closed at last with all of it.
 */
@StagingTest
class SyncPropertyTest {
  private static final int LIVES = 10;

  /** What a life is made of. */
  private enum Step {
    PUSH,
    PUSH_AGAIN,
    KEPT_PUSH,
    REPLACE,
    WITHDRAW
  }

  /** Some step with some items, named by their places in the day. */
  private record Deed(Step step, List<Integer> items) {}

  private final Database database = new Database();

  @Test
  void everyOrderOfEverythingGivesOneState() {
    // the service's tests run on another engine than jqwik's
    JqwikSession.run(this::everyLifeEndsTheSame);
  }

  private void everyLifeEndsTheSame() {
    Arbitrary<Deed> deeds =
        Combinators.combine(
                Arbitraries.of(Step.values()),
                Arbitraries.integers().between(0, Day.ITEMS - 1).list().ofMinSize(1).ofMaxSize(6))
            .as(Deed::new);
    var lives = deeds.list().ofMinSize(3).ofMaxSize(12).generator(1000, true);
    Random random = new Random(20_261_130);
    Map<String, Object> expected = null;
    for (int life = 0; life < LIVES; life++) {
      List<Deed> lived = lives.next(random).value();
      Map<String, Object> state = live(lived);
      expected = expected == null ? state : expected;
      assertThat(state).as("life %d: %s", life, lived).isEqualTo(expected);
    }
  }

  private Map<String, Object> live(List<Deed> deeds) {
    Day day = new Day();
    deeds.forEach(day::live);
    return day.end();
  }

  /** One collector's day: the same facts each time, whatever becomes of them. */
  private final class Day {
    static final int ITEMS = 9;
    private static final int OF_SECOND_PHONE = 6;
    private static final int FROM_FUTURE = 2;

    private final Field field = Field.loggedIn();
    private final UUID assignment = UUID.randomUUID();
    private final UUID first = field.device;
    private final UUID second = UUID.randomUUID();
    private final Instant kept = Instant.now().minus(Duration.ofHours(3));
    private final List<Map<String, Object>> items = new ArrayList<>();
    private boolean replaced;

    Day() {
      String contract = assignment.toString();
      database.query(
          """
          with p as (
            insert into customer (id, core_ref, name, address) values ($1, $2, 'Siti', 'Jl. Braga')
            returning id),
          k as (
            insert into contract (id, core_ref, customer_id, outstanding, currency, due_date)
            select $1, $2, id, 1000, 'IDR', current_date from p returning id)
          insert into assignment (id, core_ref, contract_id, collector, day, priority, supply)
          select $1, $2, id, $3, current_date, 1, 0 from k
          """,
          assignment,
          contract,
          field.email);
      items.add(field.visit(assignment, 1_000));
      items.add(field.visit(assignment, 0));
      Map<String, Object> future = field.visit(UUID.randomUUID(), 0);
      future.put("recordedAt", kept.plus(Duration.ofHours(1)));
      items.add(future);
      items.add(field.visit(UUID.randomUUID(), 7_000));
      items.add(field.voiding(items.get(3).get("id")));
      items.add(field.photoMissing(UUID.randomUUID()));
      // from here on the second phone's; with a receipt number of the first one
      Map<String, Object> repeated = field.visit(UUID.randomUUID(), 500);
      number(repeated, number(items.get(0)));
      items.add(repeated);
      items.add(field.visit(UUID.randomUUID(), 0));
      items.add(field.voiding(items.get(7).get("id")));
      for (Map<String, Object> item : items) {
        item.keySet().removeAll(List.of("lat", "lon"));
        if (item != future) {
          item.put("recordedAt", kept.minusSeconds(60));
        }
      }
    }

    void live(Deed deed) {
      switch (deed.step()) {
        case PUSH -> push(deed.items(), null);
        case PUSH_AGAIN -> {
          push(deed.items(), null);
          push(deed.items(), null);
        }
        case KEPT_PUSH -> push(deed.items(), kept);
        case REPLACE -> replace();
        case WITHDRAW ->
            database.query("update assignment set withdrawn = true where id = $1", assignment);
      }
    }

    /** In the end everything happens that did not yet; then the day is closed by its phone. */
    Map<String, Object> end() {
      live(new Deed(Step.WITHDRAW, List.of()));
      replace();
      push(List.of(FROM_FUTURE), kept);
      for (int i = ITEMS - 1; i >= 0; i--) {
        push(List.of(i), null);
      }
      field.device = second;
      Map<String, Object> open = state();
      Map<String, Object> receipts =
          Map.of(
              "method", "CASH", "count", 2, "amount", Map.of("amount", 1_500, "currency", "IDR"));
      Field.service()
          .body(
              Map.of(
                  "collectorId",
                  field.collector,
                  "deviceId",
                  field.device,
                  "items",
                  ITEMS,
                  "digest",
                  Field.digest(items),
                  "receipts",
                  List.of(receipts),
                  "photos",
                  List.of()))
          .post("/batches/{id}/closing", field.batch)
          .then()
          .statusCode(200);
      assertThat(state()).as("sealed as it was").isEqualTo(open);
      return open;
    }

    private void replace() {
      if (!replaced) {
        field.device = second;
        field.logIn(true).then().statusCode(200);
        replaced = true;
      }
    }

    /** Each item by the phone that recorded it; the second one sends nothing before it is there. */
    private void push(List<Integer> places, Instant storedAt) {
      List<Map<String, Object>> own = new ArrayList<>();
      List<Map<String, Object>> others = new ArrayList<>();
      places.forEach(place -> (place < OF_SECOND_PHONE ? own : others).add(items.get(place)));
      push(first, own, storedAt);
      if (replaced) {
        push(second, others, storedAt);
      }
    }

    private void push(UUID device, List<Map<String, Object>> page, Instant storedAt) {
      if (!page.isEmpty()) {
        field.device = device;
        field.pushKept(page, storedAt).then().statusCode(200).body("refused", hasSize(0));
      }
    }

    private Map<String, Object> state() {
      Map<String, Object> report = field.report().jsonPath().getMap("[0]");
      assertThat(report.get("digest")).isEqualTo(Field.digest(items));
      Map<String, Integer> places = new HashMap<>();
      for (int i = 0; i < ITEMS; i++) {
        places.put(items.get(i).get("id").toString(), i);
      }
      Map<Integer, Object> visits = new TreeMap<>();
      for (Object line : (List<?>) report.get("visits")) {
        Map<?, ?> visit = (Map<?, ?>) line;
        visits.put(
            places.get(visit.get("id").toString()),
            List.of(visit.get("voided"), visit.get("flags")));
      }
      return Map.of("totals", report.get("totals"), "visits", visits);
    }

    private static Map<String, Object> receipt(Map<String, Object> item) {
      @SuppressWarnings("unchecked")
      Map<String, Object> visit = (Map<String, Object>) item.get("visit");
      Map<String, Object> receipt = new HashMap<>();
      ((Map<?, ?>) visit.get("receipt"))
          .forEach((name, value) -> receipt.put(name.toString(), value));
      visit.put("receipt", receipt);
      return receipt;
    }

    private static String number(Map<String, Object> item) {
      return receipt(item).get("number").toString();
    }

    private static void number(Map<String, Object> item, String number) {
      receipt(item).put("number", number);
    }
  }
}
