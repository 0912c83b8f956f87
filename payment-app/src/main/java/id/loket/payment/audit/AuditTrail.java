package id.loket.payment.audit;

import id.loket.kit.audit.Act;
import id.loket.kit.audit.Actors;
import id.loket.kit.audit.AuditEntry;
import id.loket.kit.audit.AuditReader;
import id.loket.kit.audit.AuditSearch;
import id.loket.kit.id.Ids;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.problem.Problem;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * What administrators do (I12). Cassandra has no transaction over two tables, and conditional
 * writes cannot be batched with others: an act is written down before it is done, and what came of
 * it afterwards. What is in no trail was not done; an act whose outcome is unknown may have been.
 */
@Singleton
public class AuditTrail implements AuditReader {
  private static final Logger LOG = Logger.getLogger(AuditTrail.class);
  private static final int AT_ONCE = 500;
  private static final int MOST_READ = 5_000;

  private final AuditStore store;
  private final Actors actors;
  private final AuditConfig config;

  AuditTrail(AuditStore store, Actors actors, AuditConfig config) {
    this.store = store;
    this.actors = actors;
    this.config = config;
  }

  /**
   * Does what whoever makes the current request wants done, once it is written down.
   *
   * @param after what is told of it when it is done
   * @return what the work answers; fails before it begins where the act cannot be written down
   */
  public <T> Uni<T> recorded(Act act, Supplier<Uni<T>> work, Function<T, Object> after) {
    AuditStore.Place place =
        new AuditStore.Place(Instant.now().truncatedTo(ChronoUnit.MILLIS), Ids.next());
    return store
        .intend(place, actors.current(), act, TraceParent.currentId())
        .chain(work::get)
        .call(result -> toldLater(store.done(place, after.apply(result))))
        .onFailure(Problem.class)
        .call(() -> toldLater(store.refused(place)));
  }

  /** The act is done, or refused, whether that can be written down or not. */
  private static Uni<Void> toldLater(Uni<Void> outcome) {
    return outcome
        .onFailure()
        .invoke(e -> LOG.warnf("The outcome of an act is not in the audit trail: %s", e))
        .onFailure()
        .recoverWithNull();
  }

  @Override
  public Uni<Page<AuditEntry>> search(AuditSearch search) {
    Instant end = search.to() == null ? Instant.now().plus(1, ChronoUnit.DAYS) : search.to();
    Instant kept = Instant.now().minus(config.kept());
    Instant begin = search.from() == null || search.from().isBefore(kept) ? kept : search.from();
    Cursor first =
        search
            .cursor()
            .filter(cursor -> cursor.at().isBefore(end))
            .orElse(new Cursor(end, new UUID(0, 0)));
    return search(search, begin, AuditStore.monthOf(first.at()), first, new ArrayList<>(), 0);
  }

  /** Month by month backwards, until there are enough, or so many were looked at. */
  private Uni<Page<AuditEntry>> search(
      AuditSearch search,
      Instant begin,
      YearMonth month,
      Cursor end,
      List<AuditEntry> found,
      int read) {
    if (month.isBefore(AuditStore.monthOf(begin))) {
      return Uni.createFrom().item(Page.of(found, search.limit(), AuditTrail::behind));
    }
    return store
        .before(month, end, AT_ONCE)
        .chain(
            some -> {
              some.stream().filter(entry -> matches(entry, search, begin)).forEach(found::add);
              if (found.size() > search.limit()) {
                return Uni.createFrom().item(Page.of(found, search.limit(), AuditTrail::behind));
              }
              if (some.size() < AT_ONCE) {
                return search(search, begin, month.minusMonths(1), end, found, read + some.size());
              }
              Cursor next = behind(some.getLast());
              return read + some.size() < MOST_READ
                  ? search(search, begin, month, next, found, read + some.size())
                  : Uni.createFrom().item(new Page<>(found, next.encode()));
            });
  }

  private static Cursor behind(AuditEntry entry) {
    return new Cursor(entry.at(), entry.id());
  }

  private static boolean matches(AuditEntry entry, AuditSearch search, Instant begin) {
    return !entry.at().isBefore(begin) && search.matches(entry);
  }
}
