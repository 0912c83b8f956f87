package id.loket.local.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * I12: what administrators and organisers did is in the audit trail, which nobody can change.
 * Looked at is what shows by itself that it was done: events called off, people's roles, officers'
 * units; of those that are older than the trail nothing can be said.
 */
final class Acts implements Check {
  private static final String SINCE =
      "(select max(installed_on) from flyway_schema_history where version = '0.60')";

  private static final List<String> OF_TICKET_APP =
      List.of(
          """
          select 'event ' || e.id || ' is called off, and nobody did it'
          from event e
          where e.status = 'CANCELLED' and e.updated_at > %s
            and not exists (select 1 from audit a
              where a.object_id = e.id::text and a.act = 'event.cancelled')
          """
              .formatted(SINCE));

  private static final List<String> OF_CLIENT_APP =
      List.of(
          """
          select 'user ' || u.id || ' has roles ' || u.roles || ', and nobody gave them'
          from app_user u left join lateral (
            select (select string_agg(r, ' ' order by r collate "C")
              from jsonb_array_elements_text(a.after -> 'roles') r) as roles
            from audit a where a.object_id = u.id::text and a.act = 'user.role-changed'
            order by a.at desc, a.id desc limit 1) last on true
          where u.deleted_at is null and u.created_at > %s and u.email not like '%%@loket.test'
            and u.roles <> coalesce(last.roles, 'citizen')
          """
              .formatted(SINCE));

  private static final List<String> OF_REPORT_APP =
      List.of(
          """
          select 'officer ' || o.user_id || ' is of unit ' || o.unit || ', and nobody placed them'
          from officer o
          where o.updated_at > %s and o.unit is distinct from (
            select a.after ->> 'unit' from audit a
            where a.object_id = o.user_id::text and a.object_kind = 'officer'
            order by a.at desc, a.id desc limit 1)
          """
              .formatted(SINCE));

  @Override
  public String name() {
    return "I12";
  }

  @Override
  public String claim() {
    return "administrators' acts are in the audit trail, for good";
  }

  @Override
  public Finding judge(Stores stores) {
    List<String> offenders = new ArrayList<>();
    long acts =
        look("ticket-app", stores::ticket, OF_TICKET_APP, offenders)
            + look("client-app", stores::client, OF_CLIENT_APP, offenders)
            + look("report-app", stores::report, OF_REPORT_APP, offenders)
            + look("the staging database", stores::staging, List.of(), offenders);
    return new Finding("%,d acts".formatted(acts), offenders);
  }

  /** How many acts a service's trail has. */
  private static long look(
      String service,
      Function<String, List<List<String>>> database,
      List<String> offending,
      List<String> offenders) {
    boolean absent = database.apply("select to_regclass('audit')").getFirst().getFirst() == null;
    if (absent) {
      return 0; // that service never ran here
    }
    for (String query : offending) {
      database.apply(query).forEach(row -> offenders.add(row.getFirst()));
    }
    String guards =
        database
            .apply(
                """
                select count(*) from pg_trigger where tgrelid = 'audit'::regclass
                  and tgname in ('audit_is_append_only', 'audit_is_not_truncated')
                  and tgenabled = 'O'
                """)
            .getFirst()
            .getFirst();
    if (!guards.equals("2")) {
      offenders.add("the audit trail of " + service + " can be changed: a trigger is missing");
    }
    return Long.parseLong(database.apply("select count(*) from audit").getFirst().getFirst());
  }
}
