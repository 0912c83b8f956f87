package id.loket.payment.webhook;

import id.loket.payment.webhook.SettledStore.Settled;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Deliveries that ended in one state, the latest first, as far back as they are listed. */
final class SettledDeliveries implements DeliverySource {
  static final Duration LISTED_FOR = Duration.ofDays(90);
  private static final int ENTRIES = 100;
  private static final int BUCKETS_TOGETHER = 48;
  private static final String SEPARATOR = " ";
  private static final int BUCKET_ONLY = 1;

  private final SettledStore store;
  private final DeliveryState state;

  SettledDeliveries(SettledStore store, DeliveryState state) {
    this.store = store;
    this.state = state;
  }

  /** A place: in that bucket, behind that entry. */
  private record Place(Instant bucket, Settled before) {
    String text() {
      return String.join(
          SEPARATOR,
          String.valueOf(bucket.toEpochMilli()),
          String.valueOf(before.at().toEpochMilli()),
          before.id().toString(),
          before.number());
    }
  }

  @Override
  public Uni<Entries> entries(String text) {
    Place place = text.equals(START) ? startOf(newest()) : parse(text);
    return store
        .page(state, place.bucket(), place.before(), ENTRIES)
        .chain(
            found ->
                found.size() == ENTRIES
                    ? Uni.createFrom()
                        .item(new Entries(entries(place, found), behind(place, found.getLast())))
                    : nextFilled(former(place.bucket()))
                        .map(next -> new Entries(entries(place, found), next)));
  }

  /** The next bucket back that has entries, several looked at together; null at the end. */
  private Uni<String> nextFilled(Instant from) {
    if (from.isBefore(Instant.now().minus(LISTED_FOR))) {
      return Uni.createFrom().nullItem();
    }
    List<Instant> buckets =
        IntStream.range(0, BUCKETS_TOGETHER)
            .mapToObj(n -> from.minus(SettledLayout.span(state).multipliedBy(n)))
            .toList();
    return Uni.join()
        .all(buckets.stream().map(this::isFilled).toList())
        .andFailFast()
        .chain(
            filled -> {
              int first = filled.indexOf(true);
              return first < 0
                  ? nextFilled(former(buckets.getLast()))
                  : Uni.createFrom().item(startOf(buckets.get(first)).text());
            });
  }

  private Uni<Boolean> isFilled(Instant bucket) {
    return store
        .page(state, bucket, startOf(bucket).before(), BUCKET_ONLY)
        .map(found -> !found.isEmpty());
  }

  private List<Entry> entries(Place place, List<Settled> found) {
    return found.stream()
        .map(
            entry ->
                new Entry(
                    behind(place, entry), entry.number(), delivery -> entry.isOf(delivery, state)))
        .toList();
  }

  private static String behind(Place place, Settled entry) {
    return new Place(place.bucket(), entry).text();
  }

  /** A replica with an early clock may be ahead of us. */
  private Instant newest() {
    return SettledLayout.bucketOf(state, Instant.now().plus(SettledLayout.span(state)));
  }

  private Instant former(Instant bucket) {
    return bucket.minus(SettledLayout.span(state));
  }

  private Place startOf(Instant bucket) {
    return new Place(bucket, Settled.atEndOf(state, bucket));
  }

  private static Place parse(String text) {
    String[] parts = text.split(SEPARATOR, 4);
    if (parts.length < 4) {
      throw new IllegalArgumentException("not a place");
    }
    return new Place(
        Instant.ofEpochMilli(Long.parseLong(parts[0])),
        new Settled(
            Instant.ofEpochMilli(Long.parseLong(parts[1])), parts[3], UUID.fromString(parts[2])));
  }
}
