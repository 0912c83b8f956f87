package id.loket.report.notice;

import id.loket.report.report.Change;
import id.loket.report.report.ReportStatus;
import java.util.Locale;

/** What a notice tells. The name in kebab case is the prefix of its texts in {@code notices}. */
public enum NoticeKind {
  RECEIVED,
  VERIFIED,
  IN_PROGRESS,
  RESOLVED,
  REJECTED,
  REOPENED,
  MERGED,
  /** The reporter is asked something. */
  ASKED,
  /** What a unit has to see to. */
  UNIT;

  /** The prefix of its texts. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is told of a change. */
  static NoticeKind of(Change.Kind change, ReportStatus status) {
    return switch (change) {
      case REOPENED -> REOPENED;
      case MERGED -> MERGED;
      case ASKED -> ASKED;
      default ->
          switch (status) {
            case RECEIVED -> RECEIVED;
            case VERIFIED -> VERIFIED;
            case IN_PROGRESS -> IN_PROGRESS;
            case RESOLVED -> RESOLVED;
            case REJECTED -> REJECTED;
          };
    };
  }
}
