package id.loket.kit.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Hears what is notified on channels of the service's database: from the first of its servers that
 * can be written to, because nothing is notified on the others. When that connection ends, whoever
 * is the primary by then is looked for until there is one. What is notified meanwhile is not heard,
 * and whoever must know is told when it is heard again.
 */
public final class Listening {
  private static final Logger LOG = Logger.getLogger(Listening.class);
  private static final long AGAIN_MILLIS = 2000;

  private final Vertx vertx;
  private final Supplier<List<PgConnectOptions>> servers;
  private final PostgresLimits limits;
  private final Map<String, Consumer<String>> channels;
  private final Runnable heardAgain;
  private final AtomicReference<PgConnection> connection = new AtomicReference<>();
  private volatile boolean ended;

  Listening(
      Vertx vertx,
      Supplier<List<PgConnectOptions>> servers,
      PostgresLimits limits,
      Map<String, Consumer<String>> channels,
      Runnable heardAgain) {
    this.vertx = vertx;
    this.servers = servers;
    this.limits = limits;
    this.channels = channels;
    this.heardAgain = heardAgain;
  }

  /** Begins; completes when it hears, or when the first look for a primary has failed. */
  public Future<Void> begin() {
    return connect()
        .onFailure(e -> LOG.warnf("%s: not listened to yet: %s", channels.keySet(), e.toString()));
  }

  /**
   * Asks something on the connection that listens, which would never notice by itself that its
   * server is gone: when no answer comes, it is closed. To be called every few seconds.
   *
   * @return fails when nothing is listened to now
   */
  public Future<RowSet<Row>> ask(String sql) {
    PgConnection listening = connection.get();
    return listening == null
        ? Future.failedFuture("not connected")
        : listening
            .preparedQuery(sql)
            .execute()
            .timeout(limits.statement().toMillis(), TimeUnit.MILLISECONDS)
            .onFailure(e -> lostUnlessAnswered(listening, e));
  }

  /** Whether it hears now, as far as is known. */
  public boolean isConnected() {
    return connection.get() != null;
  }

  public void end() {
    ended = true;
    PgConnection listening = connection.get();
    if (listening != null) {
      listening.close();
    }
  }

  private Future<Void> connect() {
    List<PgConnectOptions> all = servers.get();
    return listenTo(all, 0).onSuccess(this::listens).onFailure(e -> later()).mapEmpty();
  }

  private void listens(PgConnection listening) {
    connection.set(listening);
    listening.closeHandler(closed -> lost(listening, "closed"));
    if (ended) {
      listening.close();
    } else {
      heardAgain.run();
    }
  }

  private void lostUnlessAnswered(PgConnection listening, Throwable failure) {
    if (!(failure instanceof PgException)) {
      lost(listening, failure.toString());
    }
  }

  private void lost(PgConnection listening, String why) {
    if (connection.compareAndSet(listening, null)) {
      LOG.debugf("The connection that listens to %s is lost: %s", channels.keySet(), why);
      listening.close();
      later();
    }
  }

  private void later() {
    if (!ended) {
      vertx.setTimer(AGAIN_MILLIS, timer -> again());
    }
  }

  private void again() {
    if (!ended) {
      connect().onFailure(e -> LOG.debugf("%s: still not heard: %s", channels.keySet(), e));
    }
  }

  private Future<PgConnection> listenTo(List<PgConnectOptions> all, int n) {
    Future<PgConnection> connecting = PgConnection.connect(vertx, all.get(n));
    Future<PgConnection> found =
        connecting
            .timeout(ServiceConnections.each(limits, all.size()), TimeUnit.MILLISECONDS)
            .onFailure(late -> connecting.onSuccess(PgConnection::close))
            .onSuccess(Silence::ends)
            .compose(ServiceConnections::ofPrimary)
            .compose(this::listen);
    return n + 1 < all.size() ? found.recover(failure -> listenTo(all, n + 1)) : found;
  }

  private Future<PgConnection> listen(PgConnection primary) {
    primary.notificationHandler(this::heard);
    return primary
        .query(
            channels.isEmpty()
                ? "select 1"
                : channels.keySet().stream()
                    .map("listen \"%s\""::formatted)
                    .collect(Collectors.joining("; ")))
        .execute()
        .map(primary)
        .recover(failure -> primary.close().transform(x -> Future.failedFuture(failure)));
  }

  private void heard(PgNotification notification) {
    Consumer<String> handler = channels.get(notification.getChannel());
    if (handler != null) {
      handler.accept(notification.getPayload());
    }
  }
}
