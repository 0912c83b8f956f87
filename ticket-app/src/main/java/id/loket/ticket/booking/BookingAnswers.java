package id.loket.ticket.booking;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.Answer;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemResponses;
import id.loket.kit.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.List;

/** How the outcome of a booking request is answered (DESIGN §3). */
@Singleton
class BookingAnswers {
  private final TolerantJson json;
  private final ProblemResponses problems;

  BookingAnswers(TolerantJson json, ProblemResponses problems) {
    this.json = json;
    this.problems = problems;
  }

  /**
   * 201 with what is to be paid or costs nothing, 202 with places in line, or the problem that made
   * it fail, carrying what FAILED.
   */
  Answer of(List<Placed> all, Language language) {
    Booking first = GroupView.speaker(all);
    boolean several = first.group() != null;
    Object view = several ? GroupView.of(all) : BookingView.of(all.getFirst());
    String location =
        several ? "/bookings/groups/" + first.group().id() : "/bookings/" + first.id();
    return switch (first.status()) {
      case QUEUED -> Answer.first(202, location, json.write(view));
      case FAILED -> {
        ProblemType type = problemOf(first.reason());
        Problem problem = new Problem(type).with(several ? "group" : "booking", view);
        yield Answer.first(
            type.status(), location, json.write(problems.document(problem, language, "/bookings")));
      }
      default -> Answer.first(201, location, json.write(view));
    };
  }

  private static ProblemType problemOf(Reason reason) {
    return switch (reason) {
      case ORGANISER_UNAVAILABLE -> BookingProblems.ORGANISER_UNAVAILABLE;
      case PAYMENT_UNAVAILABLE -> BookingProblems.PAYMENT_UNAVAILABLE;
      case PAYMENT_FAILED -> BookingProblems.NOT_PAID;
      default -> BookingProblems.HOLD_REFUSED;
    };
  }
}
