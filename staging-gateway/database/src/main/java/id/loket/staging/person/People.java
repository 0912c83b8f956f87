package id.loket.staging.person;

import id.loket.kit.person.PersonReader;
import id.loket.kit.work.Job;
import id.loket.kit.work.Jobs;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * What is kept of users: told to them, and forgotten with them. Nothing is told here by messages,
 * so client-app is asked now and then who was deleted; while it is away, that waits.
 */
@Singleton
class People implements PersonReader {
  private final PersonStore store;
  private final DeletedUsersClient clientApp;
  private final Pool pool;
  private final Job job;

  People(PersonStore store, DeletedUsersClient clientApp, Pool pool, Jobs jobs) {
    this.store = store;
    this.clientApp = clientApp;
    this.pool = pool;
    this.job = jobs.job(People.class, "Who was deleted is forgotten later", this::forgetDeleted);
  }

  @Override
  public Uni<String> dataOf(UUID userId) {
    return store.dataOf(userId);
  }

  @Scheduled(
      every = "{loket.person.every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> learn() {
    return job.run();
  }

  /** A page at a time: the place moves with what was forgotten, and replicas do it once each. */
  private Uni<Void> forgetDeleted() {
    return Uni.createFrom()
        .deferred(this::forgetSome)
        .repeat()
        .whilst(more -> more)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Boolean> forgetSome() {
    return pool.withTransaction(store::lockPlace)
        .chain(
            place ->
                clientApp
                    .after(place)
                    .call(
                        deleted ->
                            deleted.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : pool.withTransaction(
                                    transaction -> forget(transaction, place, deleted))))
        .map(deleted -> !deleted.isEmpty());
  }

  private Uni<Void> forget(
      SqlClient transaction, String from, List<DeletedUsersClient.Deleted> deleted) {
    return store
        .lockPlace(transaction)
        .chain(
            place ->
                java.util.Objects.equals(place, from)
                    ? Multi.createFrom()
                        .iterable(deleted)
                        .onItem()
                        .transformToUniAndConcatenate(user -> store.forget(transaction, user.id()))
                        .collect()
                        .last()
                        .chain(() -> store.place(transaction, deleted.getLast().place()))
                    : Uni.createFrom().voidItem());
  }
}
