package id.loket.client.ticket;

import id.loket.kit.problem.ProblemType;

/** ticket-app did not answer, or not in a way that means anything. */
public final class TicketUnavailable extends RuntimeException {
  /** 503 with {@code Retry-After}. */
  public static final ProblemType TYPE = new ProblemType("ticket-unavailable", 503);

  TicketUnavailable(String what, Throwable cause) {
    super("ticket-app: " + what, cause);
  }
}
