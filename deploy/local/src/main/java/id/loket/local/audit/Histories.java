package id.loket.local.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * I4: what ticket-app did to a booking is in its user's history, each change once and in order.
 * HOLDING is not told to anybody: it is over before there would be something to tell.
 */
final class Histories implements Check {
  private static final String CHANGES =
      "select booking_id, version, status from booking_change order by booking_id, version";

  @Override
  public String name() {
    return "I4";
  }

  @Override
  public String claim() {
    return "every booking change is in the history, once and in order";
  }

  @Override
  public Finding judge(Stores stores) {
    Map<String, String> done = keyed(stores.ticket(CHANGES));
    Map<String, String> told = keyed(stores.client(CHANGES));
    List<String> offenders = new ArrayList<>();
    done.forEach(
        (change, status) -> {
          String known = told.get(change);
          if (known == null && !status.equals("HOLDING")) {
            offenders.add("%s %s is not in the history".formatted(change, status));
          } else if (known != null && !known.equals(status)) {
            offenders.add("%s is %s, the history says %s".formatted(change, status, known));
          }
        });
    Set<String> invented = new HashSet<>(told.keySet());
    invented.removeAll(done.keySet());
    invented.forEach(change -> offenders.add(change + " is in the history and never happened"));
    stores
        .client(
            """
            select 'booking ' || b.id || ' is listed as ' || b.status || ' version ' || b.version
              || ', its last change is version ' || c.last
            from booking b
            join (select booking_id, max(version) as last from booking_change group by booking_id) c
              on c.booking_id = b.id
            where b.version < c.last or not exists (
              select 1 from booking_change same where same.booking_id = b.id
                and same.version = b.version and same.status = b.status)
            """)
        .forEach(row -> offenders.add(row.getFirst()));
    stores
        .client(
            """
            select 'booking ' || earlier.booking_id || ' version ' || earlier.version
              || ' is later than version ' || later.version
            from booking_change earlier join booking_change later
              on later.booking_id = earlier.booking_id and later.version > earlier.version
            where earlier.at > later.at
            """)
        .forEach(row -> offenders.add(row.getFirst()));
    return new Finding("%,d changes".formatted(done.size()), offenders);
  }

  private static Map<String, String> keyed(List<List<String>> rows) {
    Map<String, String> changes = new LinkedHashMap<>();
    rows.forEach(
        row -> changes.put("booking " + row.get(0) + " version " + row.get(1), row.get(2)));
    return changes;
  }
}
