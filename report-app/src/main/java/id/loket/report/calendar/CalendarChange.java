package id.loket.report.calendar;

import java.time.Instant;
import java.util.UUID;

/**
 * A unit's calendar has changed, and its open reports are due anew.
 *
 * @param edition which change of it
 * @param afterAt when the last report came in that was counted anew
 * @param afterId that report
 */
public record CalendarChange(String unit, long edition, Instant afterAt, UUID afterId) {}
