package id.loket.local.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** I5: whoever has a seat has the paper for it, in the archive and by mail. */
final class Tickets implements Check {
  private static final int TRAILER = 32;

  @Override
  public String name() {
    return "I5";
  }

  @Override
  public String claim() {
    return "every confirmed booking has a readable PDF and an accepted mail";
  }

  @Override
  public Finding judge(Stores stores) {
    // One mail per booking and kind, kept for 400 days; whose account was deleted has no address
    // any more.
    Map<String, String> mails = new HashMap<>();
    Map<String, Integer> sent = new HashMap<>();
    stores
        .client(
            """
            select booking_id, status, coalesce(failure, '') from mail
            where kind = 'BOOKING_CONFIRMED' and booking_id is not null
            """)
        .forEach(
            row -> {
              mails.put(row.get(0), (row.get(1) + " " + row.get(2)).strip());
              sent.merge(row.get(0), row.get(1).equals("SENT") ? 1 : 0, Integer::sum);
            });
    List<List<String>> confirmed =
        stores.ticket(
            """
            select b.id, d.object_key, d.size,
              case when b.updated_at > now() - interval '365 days' then 'kept' end
            from booking b
            left join document d on d.booking_id = b.id and d.kind = 'TICKET'
              and d.stored_at is not null
            where b.status = 'CONFIRMED' order by b.created_at
            """);
    List<String> offenders = new ArrayList<>();
    for (List<String> row : confirmed) {
      String id = row.get(0);
      boolean isKept = row.get(3) != null;
      if (isKept || row.get(1) != null) {
        whatIsWrong(stores, row.get(1), row.get(2))
            .ifPresent(wrong -> offenders.add("booking " + id + " " + wrong));
      }
      String mail = mails.getOrDefault(id, "not asked for");
      if (isKept && sent.getOrDefault(id, 0) != 1 && !mail.endsWith("account-gone")) {
        offenders.add(
            "booking %s has %d accepted mails with its ticket (last: %s)"
                .formatted(id, sent.getOrDefault(id, 0), mail));
      }
    }
    return new Finding("%,d confirmed bookings".formatted(confirmed.size()), offenders);
  }

  private static Optional<String> whatIsWrong(Stores stores, String key, String size) {
    if (key == null) {
      return Optional.of("has no PDF");
    }
    Optional<byte[]> stored = stores.document(key);
    if (stored.isEmpty()) {
      return Optional.of("has no PDF in the archive under " + key);
    }
    byte[] pdf = stored.get();
    String whole = new String(pdf, StandardCharsets.ISO_8859_1);
    String trailer = whole.substring(Math.max(0, whole.length() - TRAILER));
    boolean readable = whole.startsWith("%PDF-") && trailer.contains("%%EOF");
    return readable && pdf.length == Integer.parseInt(size)
        ? Optional.empty()
        : Optional.of("has a broken PDF: " + key + ", " + pdf.length + " of " + size + " bytes");
  }
}
