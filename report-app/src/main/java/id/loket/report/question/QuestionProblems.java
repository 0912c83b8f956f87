package id.loket.report.question;

import id.loket.kit.problem.ProblemType;

/** The ways questions to reporters fail. */
public final class QuestionProblems {
  public static final ProblemType NOBODY_TO_ASK = new ProblemType("reporter-not-reachable", 409);
  public static final ProblemType NOTHING_ASKED = new ProblemType("nothing-asked", 409);
  public static final ProblemType LINK_UNKNOWN = new ProblemType("question-link-unknown", 403);

  private QuestionProblems() {}
}
