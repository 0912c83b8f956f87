package id.loket.kit.postgres;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.ClientMetrics;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.impl.Connection;
import io.vertx.sqlclient.impl.command.CommandBase;
import io.vertx.sqlclient.impl.command.TxCommand;
import io.vertx.sqlclient.spi.DatabaseMetadata;
import org.jboss.logging.Logger;

/**
 * A connection that leaves the pool when its server turns out to be read-only (SQLSTATE 25006: the
 * primary is another one now), so that the next one is made to the primary. On demand it also
 * refuses a statement beside the transaction that is open in the same context on another
 * connection.
 */
final class GuardedConnection implements Connection {
  private static final Logger LOG = Logger.getLogger(GuardedConnection.class);
  private static final String READ_ONLY = "25006";
  private static final String TRANSACTION = GuardedConnection.class.getName() + ".transaction";

  private final Connection delegate;
  private final boolean oneConnection;
  private Holder holder;

  GuardedConnection(Connection delegate, boolean oneConnection) {
    this.delegate = delegate;
    this.oneConnection = oneConnection;
  }

  @Override
  public <R> Future<R> schedule(ContextInternal context, CommandBase<R> command) {
    if (oneConnection && VertxContext.isDuplicatedContext(context)) {
      Object open = context.getLocal(TRANSACTION);
      if (open != null && open != this) {
        IllegalStateException second =
            new IllegalStateException("a transaction uses a second connection of the pool");
        LOG.error("Enough of these at once would wait for each other for ever", second);
        return context.failedFuture(second);
      }
      note(context, command);
    }
    return delegate.schedule(context, command).onFailure(this::leaveIfReadOnly);
  }

  private void note(ContextInternal context, CommandBase<?> command) {
    if (command instanceof TxCommand<?> transaction) {
      if (transaction.kind == TxCommand.Kind.BEGIN) {
        context.putLocal(TRANSACTION, this);
      } else {
        context.removeLocal(TRANSACTION);
      }
    }
  }

  private void leaveIfReadOnly(Throwable failure) {
    if (failure instanceof PgException postgres && READ_ONLY.equals(postgres.getSqlState())) {
      delegate.close(holder, Promise.promise());
    }
  }

  @Override
  public void init(Holder newHolder) {
    holder = newHolder;
    delegate.init(newHolder);
  }

  @Override
  public void close(Holder closing, Promise<Void> promise) {
    delegate.close(closing, promise);
  }

  @Override
  public boolean isIndeterminatePreparedStatementError(Throwable error) {
    return delegate.isIndeterminatePreparedStatementError(error);
  }

  @Override
  public int pipeliningLimit() {
    return delegate.pipeliningLimit();
  }

  @Override
  public TracingPolicy tracingPolicy() {
    return delegate.tracingPolicy();
  }

  @Override
  public SocketAddress server() {
    return delegate.server();
  }

  @Override
  public String system() {
    return delegate.system();
  }

  @Override
  public String database() {
    return delegate.database();
  }

  @Override
  public String user() {
    return delegate.user();
  }

  @Override
  @SuppressWarnings("rawtypes")
  public ClientMetrics metrics() {
    return delegate.metrics();
  }

  @Override
  public boolean isSsl() {
    return delegate.isSsl();
  }

  @Override
  public boolean isValid() {
    return delegate.isValid();
  }

  @Override
  public DatabaseMetadata getDatabaseMetaData() {
    return delegate.getDatabaseMetaData();
  }

  @Override
  public int getProcessId() {
    return delegate.getProcessId();
  }

  @Override
  public int getSecretKey() {
    return delegate.getSecretKey();
  }

  @Override
  public Connection unwrap() {
    return delegate.unwrap();
  }
}
