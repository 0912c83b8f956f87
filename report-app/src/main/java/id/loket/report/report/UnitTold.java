package id.loket.report.report;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What the unit of a report is told of a change.
 *
 * @param officer the only one who is told; null for all of the unit
 */
record UnitTold(UnitAlert.Kind kind, UUID officer) {
  /**
   * Of that change; nothing of most.
   *
   * @param before null for a report that has just come in
   */
  static Optional<UnitTold> of(Report before, Report after, Deed deed) {
    Handling handling = after.handling();
    UUID officer = handling.assignee();
    boolean handedOver = before == null || !before.handling().unit().equals(handling.unit());
    boolean itsOwnDeed = officer != null && officer.equals(deed.by());
    return switch (deed.kind()) {
      case RECEIVED -> Optional.of(new UnitTold(UnitAlert.Kind.NEW, null));
      case EDITED, ASSIGNED -> {
        if (officer != null
            && !itsOwnDeed
            && (handedOver || !Objects.equals(officer, before.handling().assignee()))) {
          yield Optional.of(new UnitTold(UnitAlert.Kind.ASSIGNED, officer));
        }
        yield handedOver ? Optional.of(new UnitTold(UnitAlert.Kind.NEW, null)) : Optional.empty();
      }
      case REOPENED ->
          itsOwnDeed
              ? Optional.empty()
              : Optional.of(new UnitTold(UnitAlert.Kind.REOPENED, officer));
      case ANSWERED ->
          deed.actor() == Change.Actor.REPORTER
              ? Optional.of(new UnitTold(UnitAlert.Kind.ANSWERED, officer))
              : Optional.empty();
      case SLA_BREACHED -> Optional.of(new UnitTold(UnitAlert.Kind.LATE, null));
      default -> Optional.empty();
    };
  }
}
