package id.loket.ticket.booking;

import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.postgres.Answer;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemResponses;
import id.loket.kit.problem.ProblemType;
import jakarta.inject.Singleton;

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
   * 201 with a booking to pay, 202 with a place in line, or the problem that made it fail, carrying
   * the FAILED booking.
   */
  Answer of(Placed placed, Language language) {
    BookingView view = BookingView.of(placed);
    String location = "/bookings/" + view.id();
    return switch (view.status()) {
      case QUEUED -> Answer.first(202, location, json.write(view));
      case FAILED -> failure(view, location, language);
      default -> Answer.first(201, location, json.write(view));
    };
  }

  private Answer failure(BookingView view, String location, Language language) {
    ProblemType type = problemOf(view.reason());
    Problem problem = new Problem(type).with("booking", view);
    return Answer.first(
        type.status(), location, json.write(problems.document(problem, language, "/bookings")));
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
