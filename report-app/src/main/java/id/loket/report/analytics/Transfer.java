package id.loket.report.analytics;

import id.loket.kit.postgres.Lease;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.report.analytics.Bulk.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Takes changed reports into one generation of indices, in the order of their changes. */
@Singleton
class Transfer {
  private final EtlStore store;
  private final ReportIndexes indexes;
  private final Bulk bulk;
  private final Lease lease;
  private final WorkUnderWay work;
  private final AnalyticsConfig config;
  private final Counter documents;

  Transfer(
      EtlStore store,
      ReportIndexes indexes,
      Bulk bulk,
      Lease lease,
      WorkUnderWay work,
      AnalyticsConfig config,
      MeterRegistry metrics) {
    this.store = store;
    this.indexes = indexes;
    this.bulk = bulk;
    this.lease = lease;
    this.work = work;
    this.config = config;
    this.documents =
        Counter.builder("loket.etl.documents")
            .description("reports written to or taken out of OpenSearch")
            .register(metrics);
  }

  /**
   * What is to be taken.
   *
   * @param live whether that generation is asked now
   * @param fresh whether nothing was taken into it yet: what is deleted needs not be taken out
   * @param until changes of transactions before this one
   * @param save remembers how far it is
   */
  record Order(
      int generation,
      boolean live,
      boolean fresh,
      Watermark from,
      long until,
      Function<Watermark, Uni<Void>> save) {}

  /** Shows that this replica is alive and still the one. */
  Uni<Void> sign() {
    return Uni.createFrom()
        .deferred(
            () ->
                lease
                    .take(Etl.LEASE, config.lease())
                    .invoke(
                        mine -> {
                          if (!mine) {
                            throw new IllegalStateException(
                                "another replica has taken the run over");
                          }
                          if (work.isEnding()) {
                            throw new IllegalStateException("the process is told to end");
                          }
                        })
                    .replaceWithVoid());
  }

  Uni<Void> take(Order order, Progress progress) {
    return Multi.createBy()
        .repeating()
        .uni(() -> new Walk(order, progress), this::step)
        .whilst(more -> more)
        .collect()
        .last()
        .chain(() -> order.save().apply(Watermark.before(order.until())));
  }

  /** Changes on their way. */
  private static final class Walk {
    private final Order order;
    private final Progress progress;
    private List<ReportChange> read;

    Walk(Order order, Progress progress) {
      this.order = order;
      this.progress = progress;
    }
  }

  /** Sends what was read, in two halves at once, and reads on meanwhile. */
  private Uni<Boolean> step(Walk walk) {
    int size = 2 * config.bulk();
    Order order = walk.order;
    if (walk.read == null) {
      return store
          .changes(order.from(), order.until(), size)
          .invoke(read -> walk.read = read)
          .map(read -> !read.isEmpty());
    }
    if (work.isEnding()) {
      return Uni.createFrom().failure(new IllegalStateException("the process is told to end"));
    }
    Watermark end = walk.read.getLast().watermark();
    return Uni.combine()
        .all()
        .unis(send(walk), store.changes(end, order.until(), size))
        .asTuple()
        .call(done -> order.save().apply(end))
        .map(
            done -> {
              walk.progress.count(done.getItem1());
              documents.increment(done.getItem1().taken() + done.getItem1().deleted());
              walk.read = done.getItem2();
              return !walk.read.isEmpty();
            });
  }

  private Uni<Outcome> send(Walk walk) {
    Order order = walk.order;
    List<ReportChange> changes =
        order.fresh() ? walk.read.stream().filter(change -> !change.deleted()).toList() : walk.read;
    Set<String> names =
        changes.stream()
            .map(change -> indexes.name(order.generation(), change.createdAt()))
            .collect(Collectors.toSet());
    int middle = (changes.size() + 1) / 2;
    return indexes
        .ensure(names, order.live())
        .chain(
            () ->
                Uni.combine()
                    .all()
                    .unis(
                        bulk.send(changes.subList(0, middle), order.generation(), sign()),
                        bulk.send(
                            changes.subList(middle, changes.size()), order.generation(), sign()))
                    .with(Outcome::plus));
  }
}
