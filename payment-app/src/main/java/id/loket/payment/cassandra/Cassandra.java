package id.loket.payment.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PagingState;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.QueryConsistencyException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs CQL in our keyspace without blocking. Tables are named {@code {keyspace}.<table>} in every
 * statement: an unqualified one, prepared, is run in whatever keyspace its server takes it for. A
 * server that does not answer is an {@link IOException}, so callers are told to try again.
 */
@Singleton
public class Cassandra {
  private static final String KEYSPACE = "{keyspace}";

  private final CassandraSession session;
  private final String keyspace;
  // Each statement is prepared once. Held here: the driver forgets what only it remembers with the
  // next garbage collection, and would ask all nodes to prepare it again.
  private final Map<String, CompletableFuture<PreparedStatement>> prepared =
      new ConcurrentHashMap<>();

  Cassandra(CassandraSession session, CassandraConfig config) {
    this.session = session;
    this.keyspace = config.keyspace();
  }

  /** A statement with its values, to be run or to be put into a batch. */
  public Uni<BoundStatement> bind(String cql, Object... values) {
    return session
        .now()
        .chain(open -> Uni.createFrom().completionStage(prepared(open, cql)))
        .map(statement -> statement.bind(values))
        .onFailure(Cassandra::isAway)
        .transform(Cassandra::away);
  }

  /**
   * A statement prepared once; one that could not be is forgotten and prepared at the next call.
   * Each caller has a copy: whoever hangs up cancels what they were given.
   */
  private CompletionStage<PreparedStatement> prepared(CqlSession open, String cql) {
    CompletableFuture<PreparedStatement> known = prepared.get(cql);
    if (known != null) {
      return known.copy();
    }
    if (!cql.contains(KEYSPACE)) {
      throw new IllegalArgumentException("names no keyspace: " + cql);
    }
    CompletableFuture<PreparedStatement> mine = new CompletableFuture<>();
    CompletableFuture<PreparedStatement> faster = prepared.putIfAbsent(cql, mine);
    if (faster != null) {
      return faster.copy();
    }
    open.prepareAsync(cql.replace(KEYSPACE, keyspace))
        .whenComplete(
            (ready, failure) -> {
              if (failure == null) {
                mine.complete(ready);
              } else {
                prepared.remove(cql, mine);
                mine.completeExceptionally(failure);
              }
            });
    return mine.copy();
  }

  /** All rows, for queries known to find few. */
  public Uni<List<Row>> rows(String cql, Object... values) {
    return bind(cql, values).chain(this::run).chain(first -> collect(first, new ArrayList<>()));
  }

  /** The one row, if there is any. */
  public Uni<Optional<Row>> row(String cql, Object... values) {
    return bind(cql, values).chain(this::run).map(found -> Optional.ofNullable(found.one()));
  }

  /**
   * A page of rows.
   *
   * @param behind the {@link RowPage#next} of the page before, or null for the first
   * @throws IllegalArgumentException (as a failure) for a text that is no such place in this query
   */
  public Uni<RowPage> page(String cql, int size, String behind, Object... values) {
    return bind(cql, values)
        .map(statement -> statement.setPageSize(size))
        .map(
            statement ->
                behind == null
                    ? statement
                    : statement.setPagingState(PagingState.fromString(behind)))
        .chain(this::run)
        .map(RowPage::of);
  }

  /** Whether Cassandra answers. */
  Uni<Void> ping() {
    return session
        .now()
        .chain(
            open ->
                Uni.createFrom()
                    .completionStage(open.executeAsync("select release_version from system.local")))
        .replaceWithVoid();
  }

  /** Writes without a condition. */
  public Uni<Void> write(String cql, Object... values) {
    return bind(cql, values).chain(this::run).replaceWithVoid();
  }

  /** Writes all statements, which concern one partition, together and without a condition. */
  public Uni<Void> writeAll(List<? extends BatchableStatement<?>> statements) {
    return run(BatchStatement.builder(BatchType.UNLOGGED)
            .addStatements(List.copyOf(statements))
            .build())
        .replaceWithVoid();
  }

  /** Writes if the statement's condition holds; answers whether it did. */
  public Uni<Boolean> writeIf(String cql, Object... values) {
    return bind(cql, values).chain(this::run).map(AsyncResultSet::wasApplied);
  }

  /** Writes all statements, which concern one partition, if every condition in them holds. */
  public Uni<Boolean> writeAllIf(List<? extends BatchableStatement<?>> statements) {
    return run(BatchStatement.builder(BatchType.LOGGED)
            .addStatements(List.copyOf(statements))
            .build())
        .map(AsyncResultSet::wasApplied);
  }

  private Uni<AsyncResultSet> run(Statement<?> statement) {
    return session
        .now()
        .chain(open -> Uni.createFrom().completionStage(open.executeAsync(statement)))
        .onFailure(Cassandra::isAway)
        .transform(Cassandra::away);
  }

  private Uni<List<Row>> collect(AsyncResultSet page, List<Row> rows) {
    page.currentPage().forEach(rows::add);
    return page.hasMorePages()
        ? Uni.createFrom().completionStage(page::fetchNextPage).chain(next -> collect(next, rows))
        : Uni.createFrom().item(rows);
  }

  static boolean isAway(Throwable failure) {
    return failure instanceof AllNodesFailedException
        || failure instanceof DriverTimeoutException
        || failure instanceof ClosedConnectionException
        || failure instanceof QueryConsistencyException
        || failure instanceof UnavailableException;
  }

  private static Throwable away(Throwable failure) {
    return new IOException("Cassandra did not answer: " + failure.getMessage(), failure);
  }

  /**
   * Some rows of many.
   *
   * @param next where the following page starts, or null on the last page
   */
  public record RowPage(List<Row> rows, String next) {
    static RowPage of(AsyncResultSet result) {
      List<Row> rows = new ArrayList<>();
      result.currentPage().forEach(rows::add);
      PagingState next = result.getExecutionInfo().getSafePagingState();
      return new RowPage(rows, next == null ? null : next.toString());
    }
  }
}
