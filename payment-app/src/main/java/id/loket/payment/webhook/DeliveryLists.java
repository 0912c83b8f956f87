package id.loket.payment.webhook;

import id.loket.kit.page.Page;
import id.loket.payment.webhook.DeliverySource.Entries;
import id.loket.payment.webhook.DeliverySource.Entry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Deliveries by state, page by page. Read from tables that only say where one may be, and each
 * delivery is looked at itself: the list says what is so now.
 */
@Singleton
class DeliveryLists {
  private static final int LOOKS_PER_PAGE = 20;
  private static final char SEPARATOR = ':';

  private final DeliveryStore store;
  private final Map<DeliveryState, DeliverySource> sources = new EnumMap<>(DeliveryState.class);

  DeliveryLists(DeliveryStore store, SettledStore settled, PendingDeliveries pending) {
    this.store = store;
    sources.put(DeliveryState.PENDING, pending);
    sources.put(DeliveryState.DELIVERED, new SettledDeliveries(settled, DeliveryState.DELIVERED));
    sources.put(DeliveryState.DEAD, new SettledDeliveries(settled, DeliveryState.DEAD));
  }

  /**
   * Where a list goes on.
   *
   * @param shown how many deliveries of the entry behind that place were shown already
   */
  private record Position(int shown, String place) {
    static final Position START = new Position(0, DeliverySource.START);

    String encode() {
      String text = shown + String.valueOf(SEPARATOR) + place;
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Position decode(String cursor) {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int end = text.indexOf(SEPARATOR);
      if (end < 0) {
        throw new IllegalArgumentException("not a cursor");
      }
      return new Position(Integer.parseInt(text, 0, end, 10), text.substring(end + 1));
    }
  }

  /**
   * A page. It may be shorter than asked for and have another behind it: one request looks at so
   * many entries only.
   *
   * @throws IllegalArgumentException (as a failure) for a cursor that is not ours
   */
  Uni<Page<Delivery>> page(DeliveryState state, int limit, String cursor) {
    return Uni.createFrom()
        .item(() -> cursor == null ? Position.START : Position.decode(cursor))
        .chain(from -> fill(sources.get(state), from, limit, new ArrayList<>(), 1));
  }

  private Uni<Page<Delivery>> fill(
      DeliverySource source, Position from, int limit, List<Delivery> page, int look) {
    return source
        .entries(from.place())
        .chain(
            entries ->
                deliveriesOf(entries)
                    .chain(
                        found -> {
                          Position next = take(from, entries, found, limit, page);
                          boolean isEnough = page.size() == limit || look == LOOKS_PER_PAGE;
                          return next == null || isEnough
                              ? Uni.createFrom()
                                  .item(new Page<>(page, next == null ? null : next.encode()))
                              : fill(source, next, limit, page, look + 1);
                        }));
  }

  private Uni<List<List<Delivery>>> deliveriesOf(Entries entries) {
    return entries.all().isEmpty()
        ? Uni.createFrom().item(List.of())
        : Uni.join().all(entries.all().stream().map(this::deliveriesOf).toList()).andFailFast();
  }

  private Uni<List<Delivery>> deliveriesOf(Entry entry) {
    return store
        .of(entry.invoiceNumber())
        .map(
            all ->
                all.stream()
                    .filter(entry.shown())
                    .sorted(Comparator.comparing(Delivery::id))
                    .toList());
  }

  /** Puts on the page what has room; answers where it goes on, or null at the end. */
  private static Position take(
      Position from, Entries entries, List<List<Delivery>> found, int limit, List<Delivery> page) {
    String place = from.place();
    int shown = from.shown();
    for (int n = 0; n < found.size(); n++) {
      List<Delivery> rest = found.get(n).stream().skip(shown).toList();
      int room = limit - page.size();
      if (room == 0 || rest.size() > room) {
        page.addAll(rest.subList(0, Math.min(room, rest.size())));
        return new Position(shown + Math.min(room, rest.size()), place);
      }
      page.addAll(rest);
      place = entries.all().get(n).behind();
      shown = 0;
    }
    return entries.next() == null ? null : new Position(0, entries.next());
  }
}
