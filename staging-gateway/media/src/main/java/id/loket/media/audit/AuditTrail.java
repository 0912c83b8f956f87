package id.loket.media.audit;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actor;
import id.loket.kit.audit.AuditEntry;
import id.loket.kit.audit.AuditReader;
import id.loket.kit.audit.AuditSearch;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.s3.ObjectBucket;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What administrators do with images and logos (I12), in the object store, where a key is taken
 * once: an act is written down before it is done, and that it is done beside it. There are few.
 */
@Singleton
public class AuditTrail implements AuditReader {
  private static final String ALL = "audit/";
  private static final String ACT = ".json";
  private static final String DONE = ".done";
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ObjectBucket bucket;
  private final TolerantJson json;
  private final AuditConfig config;
  private final Clock clock;

  AuditTrail(ObjectBucket bucket, TolerantJson json, AuditConfig config, Clock clock) {
    this.bucket = bucket;
    this.json = json;
    this.config = config;
    this.clock = clock;
  }

  /** Does something once it is written down; on a thread that may wait. */
  public <T> T recorded(Act act, Actor actor, Supplier<T> work) {
    AuditEntry entry =
        new AuditEntry(
            Ids.next(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            actor,
            act.name(),
            new AuditEntry.Target(act.kind(), act.id()),
            tree(act.before()),
            tree(act.after()),
            null,
            TraceParent.currentId());
    String key = keyOf(entry);
    byte[] text = json.write(entry).getBytes(StandardCharsets.UTF_8);
    bucket.putNew(key + ACT, text, "application/json").await().indefinitely();
    T result = work.get();
    bucket.putNew(key + DONE, new byte[0], "text/plain").await().indefinitely();
    return result;
  }

  /** Removes what was kept long enough, whole months of it. */
  public Uni<Void> forget() {
    String first = prefixOf(monthOf(clock.instant().minus(config.kept())));
    return bucket
        .list(ALL)
        .onItem()
        .transformToMulti(found -> Multi.createFrom().iterable(found))
        .filter(object -> object.key().compareTo(first) < 0)
        .onItem()
        .transformToUniAndConcatenate(object -> bucket.remove(object.key()))
        .collect()
        .last();
  }

  @Override
  public Uni<Page<AuditEntry>> search(AuditSearch search) {
    Instant now = clock.instant();
    Instant end = search.to() == null ? now.plus(1, ChronoUnit.DAYS) : search.to();
    Instant last = search.cursor().map(Cursor::at).filter(at -> at.isBefore(end)).orElse(end);
    Instant kept = now.minus(config.kept());
    YearMonth first =
        monthOf(search.from() == null || search.from().isBefore(kept) ? kept : search.from());
    Span span =
        new Span(
            search.from() == null ? ALL : startOf(search.from()),
            search
                .cursor()
                .map(AuditTrail::keyOf)
                .filter(key -> key.compareTo(startOf(end)) < 0)
                .orElseGet(() -> startOf(end)));
    return search(search, span, first, monthOf(last), new ArrayList<>())
        .map(found -> Page.of(found, search.limit(), AuditTrail::behind));
  }

  /** Of which keys acts are read: their order is that of the acts. */
  private record Span(String from, String before) {
    boolean contains(String act) {
      String key = act.substring(0, act.length() - ACT.length());
      return key.compareTo(from) >= 0 && key.compareTo(before) < 0;
    }
  }

  /** Month by month backwards, until there is one more than wanted. */
  private Uni<List<AuditEntry>> search(
      AuditSearch search, Span span, YearMonth first, YearMonth month, List<AuditEntry> found) {
    int wanted = search.limit() + 1 - found.size();
    if (wanted == 0 || month.isBefore(first)) {
      return Uni.createFrom().item(found);
    }
    return ofMonth(month, span, search::matches, wanted)
        .invoke(found::addAll)
        .chain(() -> search(search, span, first, month.minusMonths(1), found));
  }

  private Uni<List<AuditEntry>> ofMonth(
      YearMonth month, Span span, Predicate<AuditEntry> matches, int most) {
    return bucket
        .list(prefixOf(month))
        .onItem()
        .transformToMulti(
            found -> {
              Set<String> keys =
                  found.stream().map(ObjectBucket.Entry::key).collect(Collectors.toSet());
              return Multi.createFrom()
                  .iterable(
                      keys.stream()
                          .filter(key -> key.endsWith(ACT) && span.contains(key))
                          .sorted(Comparator.reverseOrder())
                          .toList())
                  .onItem()
                  .transformToUniAndConcatenate(key -> read(key, keys));
            })
        .filter(matches)
        .select()
        .first(most)
        .collect()
        .asList();
  }

  private Uni<AuditEntry> read(String key, Set<String> keys) {
    boolean done = keys.contains(key.substring(0, key.length() - ACT.length()) + DONE);
    return bucket
        .text(key)
        .map(text -> text.map(found -> json.read(found, AuditEntry.class)).orElse(null))
        .onItem()
        .ifNotNull()
        .transform(entry -> entry.with(done ? "done" : "unknown"));
  }

  private static Cursor behind(AuditEntry entry) {
    return new Cursor(entry.at(), entry.id());
  }

  /** Where the keys of acts of that time begin, which are told by whole milliseconds. */
  private static String startOf(Instant at) {
    Instant whole = at.plusNanos(NANOS_PER_MILLI - 1).truncatedTo(ChronoUnit.MILLIS);
    return prefixOf(monthOf(whole)) + whole.toEpochMilli();
  }

  private static String keyOf(AuditEntry entry) {
    return keyOf(behind(entry));
  }

  private static String keyOf(Cursor place) {
    return prefixOf(monthOf(place.at())) + place.at().toEpochMilli() + "-" + place.id();
  }

  private static String prefixOf(YearMonth month) {
    return ALL + month + "/";
  }

  private static YearMonth monthOf(Instant at) {
    return YearMonth.from(at.atOffset(ZoneOffset.UTC));
  }

  private JsonNode tree(Object value) {
    return value == null ? null : json.read(json.write(value), JsonNode.class);
  }
}
