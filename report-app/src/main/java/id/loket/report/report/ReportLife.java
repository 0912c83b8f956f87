package id.loket.report.report;

import id.loket.kit.postgres.RowLife;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * How long it is kept who voted for reports that were closed, how to reach whoever made one without
 * an account, and what nobody was there to be told.
 */
@Singleton
class ReportLife {
  /** Looks back a quarter of a year: what is older was forgotten then. */
  @Produces
  @Singleton
  static RowLife votes(ReportConfig config) {
    return new RowLife(
        "vote",
        config.votesKept(),
        """
        with gone as (
          delete from vote where (report_id, voter_id) in (
            select vote.report_id, vote.voter_id
            from report join vote on vote.report_id = report.id
            where report.votes > 0 and report.status in ('RESOLVED', 'REJECTED')
              and report.updated_at < now() - $1::bigint * interval '1 second'
              and report.updated_at > now() - $1::bigint * interval '1 second' - interval '90 days'
            limit $2)
          returning 1)
        select count(*) from gone
        """);
  }

  /** How to reach whoever made a report without an account. */
  @Produces
  @Singleton
  static RowLife contacts(ReportConfig config) {
    return new RowLife(
        "contacts in report",
        config.contactsKept(),
        """
        with gone as (
          update report set contact_name = null, contact_mail = null, contact_phone = null,
            channels = '{}'
          where id in (
            select id from report
            where reporter_id is null and status in ('RESOLVED', 'REJECTED')
              and (contact_name is not null or contact_mail is not null
                   or contact_phone is not null)
              and updated_at < now() - $1::bigint * interval '1 second'
            order by updated_at limit $2 for update skip locked)
          returning 1)
        select count(*) from gone
        """);
  }

  @Produces
  @Singleton
  static RowLife alerts(ReportConfig config) {
    return RowLife.of("unit_alert", "at", config.alertsKept());
  }
}
