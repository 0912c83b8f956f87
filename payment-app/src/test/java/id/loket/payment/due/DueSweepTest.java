package id.loket.payment.due;

import static id.loket.payment.testing.Api.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.cql.Row;
import id.loket.kit.work.Jobs;
import id.loket.payment.cassandra.Cassandra;
import id.loket.payment.cassandra.Keyspaces;
import id.loket.payment.testing.Servers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Servers.class)
class DueSweepTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String KEYSPACE = Keyspaces.name();
  private static final DueKind KIND = DueKind.EVENT;
  private static final int RUNS = 10;
  private static final Duration SETTLED_AFTER = Duration.ofMinutes(5);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration QUIET = Duration.ofMillis(500);
  private static final DueSweep.Pace ALWAYS = new DueSweep.Pace(() -> true, () -> {});
  private static final List<Integer> ALL_SHARDS =
      IntStream.range(0, DueLayout.SHARDS).boxed().toList();
  private static final List<String> OF_ONE_SHARD =
      IntStream.range(0, 100_000)
          .mapToObj("INV-%06d"::formatted)
          .filter(subject -> DueLayout.shardOf(subject) == 3)
          .limit(1000)
          .toList();

  @Inject Keyspaces keyspaces;
  @Inject Jobs jobs;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final List<String> handled = new CopyOnWriteArrayList<>();
  private Cassandra cassandra;
  private DueStore store;

  /** Settings in which every run settles. */
  record Settings(
      Duration grace,
      Duration settledAfter,
      Duration settleEvery,
      Duration atRest,
      Duration lively,
      Duration beatEvery)
      implements DueConfig {
    Settings() {
      this(Duration.ZERO, Duration.ZERO);
    }

    Settings(Duration settleEvery, Duration atRest) {
      this(
          Duration.ofSeconds(5),
          SETTLED_AFTER,
          settleEvery,
          atRest,
          Duration.ZERO,
          Duration.ofSeconds(1));
    }
  }

  /**
   * Making tables takes longer than the tests: one keyspace for all of them, emptied before each.
   */
  @BeforeEach
  void nothingIsAnnounced() {
    cassandra = keyspaces.migrated(KEYSPACE);
    store = new DueStore(cassandra);
    rows("select distinct kind, shard, bucket from {keyspace}.due")
        .forEach(
            row ->
                cassandra
                    .write(
                        "delete from {keyspace}.due where kind = ? and shard = ? and bucket = ?",
                        row.getString("kind"),
                        row.getInt("shard"),
                        row.getInstant("bucket"))
                    .await()
                    .atMost(LIMIT));
    Instant beginning = now.minus(3, ChronoUnit.HOURS);
    ALL_SHARDS.forEach(shard -> store.mark(KIND, shard, beginning).await().atMost(LIMIT));
  }

  private List<Row> rows(String cql) {
    return cassandra.rows(cql).await().atMost(LIMIT);
  }

  @Test
  void oneRunLooksAtEverythingThatIsDueAndAtNothingBeforeItsTime() {
    List<Due> due =
        IntStream.range(0, 1000)
            .mapToObj(n -> new Due(KIND, now.minusMillis(n * 7L), "INV-" + n))
            .toList();
    due.forEach(this::insert);
    insert(new Due(KIND, now.plusSeconds(600), "later"));

    run(sweep(this::handle));

    assertThat(Set.copyOf(handled))
        .containsExactlyInAnyOrderElementsOf(due.stream().map(Due::subject).toList());
  }

  @Test
  void entriesOfOneShardAreLookedAtInOrderAcrossPagesAndHours() {
    for (int n = 0; n < 500; n++) {
      // three of the same time, in three different hours
      insert(new Due(KIND, now.minusSeconds(7200).plusSeconds(n / 3 * 40L), OF_ONE_SHARD.get(n)));
    }

    run(sweep(this::handle));

    assertThat(handled.subList(0, 500)).isEqualTo(OF_ONE_SHARD.subList(0, 500));
  }

  @Test
  void whatComesInBehindTheFirstLookIsSeenByTheSecond() {
    DueSweep sweep = sweep(this::handle);
    insert(new Due(KIND, now.minusSeconds(1), "in time"));
    run(sweep);
    assertThat(handled).containsExactly("in time");

    // Written late, or by a replica whose clock is late: the first look has been there already.
    insert(new Due(KIND, Instant.now().minus(SETTLED_AFTER).plusSeconds(1), "late"));
    eventually()
        .until(
            () -> {
              run(sweep);
              return handled.contains("late");
            });
  }

  @Test
  void anEntryIsLookedAtTwiceBecauseItsChangeMayComeAfterTheFirstLook() {
    insert(new Due(KIND, now.minus(SETTLED_AFTER).minusSeconds(1), "INV"));

    run(sweep(this::handle));

    assertThat(handled).containsExactly("INV", "INV");
  }

  @Test
  void whatIsSettledIsNotLookedAtAgainByWhoeverTakesTheShardOver() {
    insert(new Due(KIND, now.minus(SETTLED_AFTER).minusSeconds(1), "settled"));
    insert(new Due(KIND, now.minusSeconds(1), "recent"));
    run(sweep(this::handle));
    handled.clear();

    run(sweep(this::handle)); // another replica

    assertThat(handled).containsExactly("recent");
  }

  @Test
  void whileAServerIsAwayNothingIsPassedOver() {
    for (int n = 0; n < 300; n++) {
      // Within one hour, which is read in pages of its own.
      insert(new Due(KIND, now.minusMillis(310 - n), OF_ONE_SHARD.get(n)));
    }
    AtomicBoolean away = new AtomicBoolean(true);
    DueSweep sweep =
        sweep(
            due ->
                away.get() && handled.size() >= 200
                    ? Uni.createFrom().failure(new IOException("away"))
                    : handle(due));
    assertThatThrownBy(() -> run(sweep)).hasMessageContaining("away");
    assertThat(handled).hasSize(200);

    away.set(false);
    run(sweep);

    assertThat(handled.subList(0, 300)).isEqualTo(OF_ONE_SHARD.subList(0, 300));
  }

  @Test
  void oneThatCannotBeHandledHoldsUpNoOtherAndIsNotForgotten() {
    for (int n = 0; n < 20; n++) {
      insert(new Due(KIND, now.minusSeconds(20 - n), OF_ONE_SHARD.get(n)));
    }
    String poison = OF_ONE_SHARD.get(7);

    run(
        sweep(
            due ->
                due.stream().anyMatch(one -> one.subject().equals(poison))
                    ? Uni.createFrom().failure(new IllegalStateException("poison"))
                    : handle(due)));

    assertThat(handled).hasSize(19).doesNotContain(poison);
    assertThat(open())
        .filteredOn(one -> one.at().isAfter(now))
        .extracting(Due::subject)
        .containsExactly(poison);
  }

  @Test
  void theCostDoesNotGrowWithWhatIsFinished() {
    assertThat(entriesLookedAtBeside(10_000)).isEqualTo(entriesLookedAtBeside(0));
  }

  @Test
  @Tag("long")
  void theCostDoesNotGrowWithAMillionFinished() {
    assertThat(entriesLookedAtBeside(1_000_000)).isEqualTo(entriesLookedAtBeside(0));
  }

  @Test
  void whetherThereIsAnythingIsOneQuestionForAllShards() {
    DueSweep sweep = resting(NEVER, new AtomicBoolean(true));

    for (int n = 0; n < RUNS; n++) {
      run(sweep);
    }

    // and one after what is to be looked at a second time
    assertThat(questions()).isEqualTo(RUNS + 1);
  }

  @Test
  void atRestItIsAskedSeldom() {
    DueSweep sweep = resting(NEVER, new AtomicBoolean());

    for (int second = 0; second < 100; second++) {
      run(sweep);
    }

    assertThat(questions()).isEqualTo(2);
  }

  @Test
  void whoeverKnowsOfWorkLooksAgainAtOnce() {
    AtomicBoolean lively = new AtomicBoolean();
    DueSweep sweep = resting(NEVER, lively);
    run(sweep);
    insert(new Due(KIND, Instant.now(), "INV"));

    run(sweep);
    assertThat(handled).isEmpty();

    lively.set(true);
    eventually()
        .untilAsserted(
            () -> {
              run(sweep);
              assertThat(handled).containsExactly("INV");
            });
  }

  @Test
  void whatAReplicaThatDiedHasLeftIsFoundWhenTheRestIsOver() {
    AtomicBoolean lively = new AtomicBoolean();
    DueSweep sweep = resting(Duration.ZERO, lively);
    run(sweep);
    insert(new Due(KIND, Instant.now(), "INV"));

    eventually()
        .untilAsserted(
            () -> {
              run(sweep);
              assertThat(handled).containsExactly("INV");
            });
    assertThat(lively).as("what is found may lead to more").isTrue();
  }

  @Test
  void announcedWorkIsKnownOf() {
    DueTable table = new DueTable(store, null, new Settings(), jobs, metrics);
    eventually().until(() -> !jobs.knewOfWorkWithin(QUIET));
    long before = System.nanoTime();

    table.announce(List.of(new Due(KIND, now, "INV"))).await().atMost(LIMIT);

    // what was known before the announcement lies farther back than this
    Duration since = Duration.ofNanos(System.nanoTime() - before).plus(QUIET.dividedBy(2));
    assertThat(jobs.knewOfWorkWithin(since)).isTrue();
  }

  @Test
  void replicasShareTheShardsAndWhoEndsLeavesItsShareToTheOthers() {
    Replicas one = new Replicas(cassandra, new Settings());
    Replicas other = new Replicas(cassandra, new Settings());
    eventually()
        .untilAsserted(
            () -> {
              one.beat().await().atMost(LIMIT);
              other.beat().await().atMost(LIMIT);
              one.beat().await().atMost(LIMIT);
              List<Integer> shares = new ArrayList<>(one.sharesOf(KIND));
              shares.addAll(other.sharesOf(KIND));
              assertThat(shares).containsExactlyInAnyOrderElementsOf(ALL_SHARDS);
              assertThat(one.sharesOf(KIND)).hasSize(DueLayout.SHARDS / 2);
            });

    other.stop(null);

    eventually()
        .untilAsserted(
            () -> {
              one.beat().await().atMost(LIMIT);
              assertThat(one.sharesOf(KIND)).isEqualTo(ALL_SHARDS);
            });
    assertThat(other.sharesOf(KIND)).isEmpty();
  }

  /**
   * How many entries a replica looks at in its first ten runs, with so much finished behind the
   * marks; what it reads for that is bounded too.
   */
  private double entriesLookedAtBeside(int finished) {
    nothingIsAnnounced();
    Instant mark = now.minus(SETTLED_AFTER).minus(10, ChronoUnit.MINUTES);
    Multi.createFrom()
        .range(0, finished)
        .onItem()
        .transformToUni(
            n ->
                store
                    .insert(new Due(KIND, mark.minusMillis(1 + n % 86_400_000L), "INV-" + n))
                    // a server that writes its memory to disk may answer late under so many
                    .onFailure(IOException.class)
                    .retry()
                    .atMost(10))
        .merge(64)
        .toUni()
        .await()
        .atMost(Duration.ofMinutes(20));
    ALL_SHARDS.forEach(shard -> store.mark(KIND, shard, mark).await().atMost(LIMIT));
    for (int n = 0; n < 50; n++) {
      insert(new Due(KIND, now.minusSeconds(n), "new-" + n));
    }
    MeterRegistry counted = new SimpleMeterRegistry();
    DueSweep sweep =
        new DueSweep(KIND, this::handle, store, () -> ALL_SHARDS, ALWAYS, new Settings(), counted);
    for (int n = 0; n < RUNS; n++) {
      run(sweep);
    }
    // the hour of the first look and that of the second, each perhaps with the one before
    assertThat(counted.get("loket.due.reads").counter().count())
        .isLessThanOrEqualTo(RUNS * DueLayout.SHARDS * 4);
    return counted.get("loket.due.entries").counter().count();
  }

  private DueSweep sweep(Function<List<Due>, Uni<Void>> handler) {
    return new DueSweep(KIND, handler, store, () -> ALL_SHARDS, ALWAYS, new Settings(), metrics);
  }

  /** One that has nothing to catch up with, and becomes lively by what it finds. */
  private DueSweep resting(Duration atRest, AtomicBoolean lively) {
    Instant mark = now.minus(SETTLED_AFTER).minusSeconds(1);
    ALL_SHARDS.forEach(shard -> store.mark(KIND, shard, mark).await().atMost(LIMIT));
    return new DueSweep(
        KIND,
        this::handle,
        store,
        () -> ALL_SHARDS,
        new DueSweep.Pace(lively::get, () -> lively.set(true)),
        new Settings(NEVER, atRest),
        metrics);
  }

  private double questions() {
    return metrics.get("loket.due.reads").counter().count();
  }

  private Uni<Void> handle(List<Due> due) {
    due.forEach(one -> handled.add(one.subject()));
    return Uni.createFrom().voidItem();
  }

  private void insert(Due due) {
    store.insert(due).await().atMost(LIMIT);
  }

  private static void run(DueSweep sweep) {
    sweep.run().await().atMost(LIMIT);
  }

  private List<Due> open() {
    List<Due> all = new ArrayList<>();
    DueTable table = new DueTable(store, null, new Settings(), null, metrics);
    DueTable.Cursor cursor = DueTable.Cursor.START;
    while (cursor != null) {
      DueTable.Open open = table.open(KIND, cursor, Duration.ofHours(3), 100).await().atMost(LIMIT);
      all.addAll(open.entries());
      cursor = open.next();
    }
    return all;
  }
}
