package id.loket.e2e;

import static id.loket.e2e.Town.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.audit.Audit;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import id.loket.local.visitor.Web;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many people at once. */
class CrowdIT {
  private static final int SEATS = 24;

  private final Town town = Town.get();

  @Test
  void ofSixtyFourOnOneSeatOneGoesAheadAndTheOthersGetTheirPlaces() {
    List<Visitor> crowd = town.crowd();
    Venue venue = town.venue("Satu Kursi", 1);

    List<Web.Answer> answers =
        Town.together(
            crowd.stream()
                .<Callable<Web.Answer>>map(who -> () -> who.book(venue.eventId(), venue.seat()))
                .toList());

    assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
    List<Integer> places =
        answers.stream()
            .filter(answer -> answer.status() == 202)
            .map(answer -> answer.json().path("position").asInt())
            .sorted()
            .toList();
    assertThat(places).isEqualTo(IntStream.rangeClosed(1, 63).boxed().toList());
  }

  @Test
  void promotionsFollowTheLineAndEachIsTold() {
    List<Visitor> people = town.crowd().subList(0, 5);
    Venue venue = town.venue("Antrean", 1);
    List<String> bookings = new ArrayList<>();
    for (Visitor who : people) {
      bookings.add(
          who.book(venue.eventId(), venue.seat()).require(201, 202).json().path("id").asText());
    }

    for (int turn = 0; turn < people.size(); turn++) {
      JsonNode mine = people.get(turn).awaitInHistory(bookings.get(turn), LIMIT, "PENDING_PAYMENT");
      assertThat(mine.path("promoted").asBoolean()).isEqualTo(turn > 0);
      for (int behind = turn + 1; behind < people.size(); behind++) {
        assertThat(status(people.get(behind), bookings.get(behind))).isEqualTo("QUEUED");
      }
      people.get(turn).cancel(bookings.get(turn)).require(200);
    }
  }

  @Test
  void underLoadWithFailuresEveryBookingEndsAndTheAuditIsClean() {
    List<Visitor> crowd = town.crowd();
    Venue venue = town.venue("Malam Puncak", SEATS);
    town.organiserRefuses(0.2, Duration.ofMillis(20));
    try {
      List<Callable<Void>> visits = new ArrayList<>();
      for (int n = 0; n < 3 * SEATS; n++) {
        Visitor who = crowd.get(n % crowd.size());
        String seat = venue.seats().get(n % SEATS);
        visits.add(() -> bookAndPay(who, venue.eventId(), seat));
      }
      Town.inGroupsOf(24, visits);
      payWhoeverIsPromoted(crowd, venue.eventId());
    } finally {
      town.organiserRefuses(0, Duration.ZERO);
    }

    try (Audit audit = Audit.of(town.stack(), System.out)) {
      assertThat(audit.run(Duration.ofSeconds(90))).isEqualTo(Map.of());
    }
  }

  private static Void bookAndPay(Visitor who, String event, String seat) {
    Web.Answer answer = who.book(event, seat);
    if (answer.status() == 201) {
      who.pay(answer.json().path("invoiceNumber").asText()).require(202);
    }
    return null;
  }

  /** Until nobody of this event has anything left to pay or to wait for but a taken seat. */
  private void payWhoeverIsPromoted(List<Visitor> crowd, String event) {
    new Patience(LIMIT, Duration.ofSeconds(1))
        .until(
            "the end of all payments",
            () -> {
              boolean busy = false;
              for (Visitor who : crowd) {
                for (JsonNode booking : who.history()) {
                  boolean pending =
                      booking.path("eventId").asText().equals(event)
                          && booking.path("status").asText().equals("PENDING_PAYMENT");
                  if (pending) {
                    busy = true;
                    who.pay(booking.path("invoiceNumber").asText());
                  }
                }
              }
              return busy ? Optional.empty() : Optional.of(true);
            });
  }

  private static String status(Visitor who, String booking) {
    return who.read(booking).require(200).json().path("status").asText();
  }
}
