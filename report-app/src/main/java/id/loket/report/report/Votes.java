package id.loket.report.report;

import id.loket.kit.language.Language;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.UUID;

/** Who else suffers from what a report tells of. */
@Singleton
public class Votes {
  private final Pool pool;
  private final ReportStore reports;
  private final VoteStore store;

  Votes(Pool pool, ReportStore reports, VoteStore store) {
    this.pool = pool;
    this.reports = reports;
    this.store = store;
  }

  /** Says that somebody else suffers from it too: counted once, and told with the reporter. */
  public Uni<Integer> vote(UUID id, UUID voter, Language language, Set<Channel> channels) {
    return pool.withTransaction(
        transaction ->
            votable(transaction, id)
                .invoke(
                    report -> {
                      if (report.isOf(voter)) {
                        throw new Problem(ReportProblems.OWN);
                      }
                      report.handling().requireOpen();
                    })
                .chain(
                    report ->
                        store
                            .add(transaction, id, voter, language, channels)
                            .map(votes -> votes.orElse(report.votes()))));
  }

  /** Takes a vote back. */
  public Uni<Integer> withdraw(UUID id, UUID voter) {
    return pool.withTransaction(
        transaction ->
            votable(transaction, id)
                .chain(
                    report ->
                        store
                            .remove(transaction, id, voter)
                            .map(votes -> votes.orElse(report.votes()))));
  }

  /** Whether that user voted for it. */
  public Uni<Boolean> has(UUID id, UUID voter) {
    return store.has(pool, id, voter);
  }

  /** Whoever is told of one report is told of the other from now on. */
  public Uni<Void> join(SqlClient transaction, UUID from, UUID to) {
    return store.join(transaction, from, to);
  }

  private Uni<Report> votable(SqlClient transaction, UUID id) {
    return reports
        .lock(transaction, id)
        .map(found -> found.orElseThrow(Reports::notFound))
        .invoke(
            report -> {
              if (report.content().visibility() == Visibility.PRIVATE) {
                throw Reports.notFound();
              }
            });
  }
}
