package id.loket.report.analytics;

import id.loket.kit.json.TolerantJson;
import id.loket.report.analytics.Reconciliation.Findings;
import id.loket.report.analytics.Reconciliation.Sides;
import id.loket.report.analytics.ReportIndexes.Live;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What a run does: takes what was changed into the generation that is asked, or all reports into
 * another one beside it, compares, and mends what differs. The generation that is asked stays until
 * another one is full and takes its place.
 */
@Singleton
class EtlWork {
  private static final Logger LOG = Logger.getLogger(EtlWork.class);

  private final EtlStore store;
  private final Renewal renewal;
  private final Horizon horizon;
  private final ReportIndexes indexes;
  private final OpenSearchClient server;
  private final Transfer transfer;
  private final Reconciliation reconciliation;
  private final KeptYears kept;
  private final TolerantJson json;

  EtlWork(
      EtlStore store,
      Renewal renewal,
      Horizon horizon,
      ReportIndexes indexes,
      OpenSearchClient server,
      Transfer transfer,
      Reconciliation reconciliation,
      KeptYears kept,
      TolerantJson json) {
    this.store = store;
    this.renewal = renewal;
    this.horizon = horizon;
    this.indexes = indexes;
    this.server = server;
    this.transfer = transfer;
    this.reconciliation = reconciliation;
    this.kept = kept;
    this.json = json;
  }

  Uni<Void> go(Progress progress, Etl.Kind kind) {
    return renewal
        .isRestored()
        .chain(restored -> restored ? renumber() : Uni.createFrom().voidItem())
        .chain(() -> renewal.ofRenamed(transfer.sign()))
        .chain(store::joinSums)
        .chain(() -> choose(progress, kind));
  }

  /** What was taken is told by ids that mean nothing here: all is to be taken anew. */
  private Uni<Void> renumber() {
    return store.discard().chain(() -> renewal.ofRestored(transfer.sign()));
  }

  private Uni<Void> choose(Progress progress, Etl.Kind kind) {
    return Uni.combine()
        .all()
        .unis(indexes.live(), store.state(Etl.LEASE), horizon.ofAllCommitted())
        .asTuple()
        // categories made before that horizon; any of which reports are taken is among them
        .call(renewal::note)
        .chain(seen -> choose(progress, kind, seen.getItem1(), seen.getItem2(), seen.getItem3()));
  }

  private Uni<Void> choose(
      Progress progress, Etl.Kind kind, Optional<Live> live, EtlState state, long settled) {
    int mapping = indexes.mapping();
    if (wentLiveUnnoticed(live, state)) {
      return store.wentLive().chain(() -> choose(progress, kind));
    }
    boolean newer =
        state.isOfNewer(mapping) || live.filter(asked -> asked.mapping() > mapping).isPresent();
    if (newer && kind != Etl.Kind.REBUILD) {
      throw new IllegalStateException(
          "indices have a later mapping than %d: a newer version takes reports over"
              .formatted(mapping));
    }
    boolean usable =
        live.equals(Optional.of(new Live(mapping, state.generation())))
            && !state.rebuildDue()
            && state.taken().transaction() <= settled;
    Uni<Boolean> begun =
        state.canGoOn(mapping, settled)
            ? indexes.exists(state.building())
            : Uni.createFrom().item(false);
    return begun.chain(
        goesOn -> {
          if (goesOn) {
            return rebuild(progress, state.building(), state.built(), settled);
          }
          return kind == Etl.Kind.REBUILD || !usable
              ? rebuild(progress, next(live, state), null, settled)
              : incremental(progress, state, settled);
        });
  }

  /** The switch was made, and whoever made it died before writing that down. */
  private static boolean wentLiveUnnoticed(Optional<Live> live, EtlState state) {
    return state.building() != null
        && live.filter(
                asked ->
                    asked.generation() == state.building()
                        && (state.buildingMapping() == null
                            || asked.mapping() == state.buildingMapping()))
            .isPresent();
  }

  private static int next(Optional<Live> live, EtlState state) {
    int abandoned = state.building() == null ? 0 : state.building();
    int asked = live.map(Live::generation).orElse(0);
    return Math.max(Math.max(state.generation(), abandoned), asked) + 1;
  }

  private Uni<Void> incremental(Progress progress, EtlState state, long settled) {
    progress.isOf(Etl.Kind.INCREMENTAL);
    Transfer.Order order =
        new Transfer.Order(state.generation(), true, false, state.taken(), settled, store::took);
    return indexes
        .declare()
        .chain(() -> indexes.removeAllBut(state.generation()))
        .chain(() -> indexes.removeBefore(kept.first()))
        .chain(() -> transfer.take(order, progress))
        .chain(() -> indexes.refresh(state.generation()))
        .chain(() -> compareAndRepair(progress, state.generation(), settled, true));
  }

  /**
   * Takes all reports into a generation beside the one that is asked.
   *
   * @param built how far it is, when it was begun by a run that ended early; null for a new one
   */
  private Uni<Void> rebuild(Progress progress, int generation, Watermark built, long settled) {
    progress.isOf(Etl.Kind.REBUILD);
    Transfer.Order order =
        new Transfer.Order(
            generation,
            false,
            built == null,
            built == null ? Watermark.BEGINNING : built,
            settled,
            at -> store.built(generation, indexes.mapping(), at));
    return indexes
        .declare()
        .chain(() -> indexes.removeAllBut(generation))
        .chain(() -> indexes.ensure(Set.of(indexes.name(generation, Etl.now())), false))
        .chain(() -> order.save().apply(order.from()))
        .chain(() -> transfer.take(order, progress))
        .chain(() -> indexes.refresh(generation))
        .chain(() -> requireFull(progress, generation, settled))
        .chain(() -> indexes.switchTo(generation))
        .chain(store::wentLive)
        .chain(() -> compareAndRepair(progress, generation, settled, false));
  }

  /**
   * Nobody is told that there is less than there is: a generation is asked only once it is full.
   */
  private Uni<Void> requireFull(Progress progress, int generation, long settled) {
    return Uni.combine()
        .all()
        .unis(
            indexes.count(generation),
            store.expected(Watermark.before(settled), Reconciliation.MOST_PENDING))
        .asTuple()
        .chain(
            counted -> {
              long documents = counted.getItem1();
              long reports = counted.getItem2().map(EtlStore.Expected::reports).orElse(0L);
              return documents + progress.refused() >= reports
                  ? Uni.createFrom().voidItem()
                  : store
                      .discard()
                      .chain(
                          () ->
                              Uni.createFrom()
                                  .failure(
                                      new IllegalStateException(
                                          "the new indices hold %d of %d reports: they are not asked"
                                              .formatted(documents, reports))));
            });
  }

  private Uni<Void> compareAndRepair(
      Progress progress, int generation, long settled, boolean mayRebuild) {
    return reconciliation
        .sides(Watermark.before(settled))
        .chain(
            sides ->
                sides.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : sides.get().isEqual()
                        ? remember(sides.get().comparison(0, java.util.List.of()))
                        : reconciliation
                            .inspect(sides.get(), transfer.sign())
                            .call(findings -> remember(findings.comparison()))
                            .chain(
                                findings ->
                                    mend(progress, generation, settled, findings, mayRebuild)));
  }

  private Uni<Void> mend(
      Progress progress, int generation, long settled, Findings findings, boolean mayRebuild) {
    long differences = findings.comparison().differences();
    if (differences == 0) {
      return Uni.createFrom().voidItem();
    }
    if (findings.callsForRebuild()) {
      LOG.warnf("%d reports differ in OpenSearch: all are taken anew", differences);
      return store
          .discard()
          .chain(
              () ->
                  mayRebuild
                      ? choose(progress, Etl.Kind.INCREMENTAL)
                      : Uni.createFrom()
                          .failure(
                              new IllegalStateException(
                                  differences + " reports differ after all were taken")));
    }
    LOG.warnf("%d reports differ in OpenSearch and are mended", differences);
    return Multi.createFrom()
        .iterable(findings.orphans().entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            orphan -> server.delete("/" + orphan.getValue() + "/_doc/" + orphan.getKey()))
        .collect()
        .asList()
        .chain(() -> store.takeAgain(findings.missing()))
        .chain(horizon::ofAllCommitted)
        .chain(
            until ->
                transfer
                    .take(
                        new Transfer.Order(
                            generation, true, false, Watermark.before(settled), until, store::took),
                        progress)
                    .chain(() -> indexes.refresh(generation))
                    .chain(() -> reconciliation.sides(Watermark.before(until))))
        .chain(after -> left(after, differences))
        .invoke(left -> progress.repaired(differences - left))
        .replaceWithVoid();
  }

  private Uni<Long> left(Optional<Sides> after, long differences) {
    if (after.isEmpty()) {
      return Uni.createFrom().item(differences);
    }
    return (after.get().isEqual()
            ? Uni.createFrom().item(after.get().comparison(0, java.util.List.of()))
            : reconciliation.inspect(after.get(), transfer.sign()).map(Findings::comparison))
        .call(this::remember)
        .map(Comparison::differences);
  }

  private Uni<Void> remember(Comparison comparison) {
    return store.compared(json.write(comparison));
  }
}
