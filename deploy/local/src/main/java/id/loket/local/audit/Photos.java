package id.loket.local.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** I8: what was accepted is stored or rejected, and rows and objects tell the same. */
final class Photos implements Check {
  @Override
  public String name() {
    return "I8";
  }

  @Override
  public String claim() {
    return "every accepted photo is stored or rejected; objects have rows, rows objects";
  }

  @Override
  public Finding judge(Stores stores) {
    Set<String> objects = stores.reportObjects();
    Set<String> accounted = new HashSet<>();
    List<String> offenders = new ArrayList<>();
    List<List<String>> rows =
        stores.report(
            """
            select id, report_id, status, coalesce(reason, ''), array_to_string(variants, ','),
              cleared_at is not null
            from media order by created_at
            """);
    for (List<String> row : rows) {
      String id = row.get(0);
      String folder = "reports/" + row.get(1) + "/" + id + "/";
      switch (row.get(2)) {
        case "STORED" -> {
          for (String variant : row.get(4).split(",")) {
            accounted.add(folder + variant);
            if (!objects.contains(folder + variant)) {
              offenders.add("media " + id + " has no object " + folder + variant);
            }
          }
        }
        case "REJECTED", "DELETED" -> {
          if (row.get(2).equals("REJECTED") && row.get(3).isEmpty()) {
            offenders.add("media " + id + " is rejected without a reason");
          }
          if (!row.get(5).startsWith("t")) {
            offenders.add("media " + id + " is " + row.get(2) + " and not cleared away");
          }
        }
        default -> offenders.add("media " + id + " is still " + row.get(2));
      }
    }
    objects.stream()
        .filter(key -> !accounted.contains(key))
        .forEach(key -> offenders.add("object " + key + " belongs to no stored photo"));
    return new Finding(
        "%,d photos and videos, %,d objects".formatted(rows.size(), objects.size()), offenders);
  }
}
