package id.loket.report.report;

import java.util.UUID;

/** An open report that may be of the same damage. */
public record Nearby(UUID id, String note, ReportStatus status, int votes, int metres) {}
