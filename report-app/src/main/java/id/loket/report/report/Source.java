package id.loket.report.report;

/** How a report came in. */
public enum Source {
  API,
  OPEN311,
  /** Made by the generator of sample data: nobody is told of it. */
  SAMPLE
}
