package id.loket.kit.postgres;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Hears what is notified on a channel of the service's database: from the first of its servers that
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
  private final String channel;
  private final Consumer<String> handler;
  private final Runnable heardAgain;
  private final AtomicReference<PgConnection> connection = new AtomicReference<>();
  private volatile boolean ended;

  Listening(
      Vertx vertx,
      Supplier<List<PgConnectOptions>> servers,
      PostgresLimits limits,
      String channel,
      Consumer<String> handler,
      Runnable heardAgain) {
    this.vertx = vertx;
    this.servers = servers;
    this.limits = limits;
    this.channel = channel;
    this.handler = handler;
    this.heardAgain = heardAgain;
  }

  /** Begins; completes when it hears, or when the first look for a primary has failed. */
  public Future<Void> begin() {
    return connect()
        .onFailure(e -> LOG.warnf("%s is not listened to yet: %s", channel, e.toString()));
  }

  /**
   * Asks something on the connection that listens, which would never notice by itself that its
   * server is gone: when no answer comes, and nothing else either, it is closed. To be called every
   * few seconds.
   */
  public void ask() {
    PgConnection listening = connection.get();
    if (listening != null) {
      listening.query("select 1").execute().onFailure(e -> lost(listening, e.toString()));
    }
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

  private void lost(PgConnection listening, String why) {
    if (connection.compareAndSet(listening, null)) {
      LOG.debugf("The connection that listens to %s is lost: %s", channel, why);
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
      connect().onFailure(e -> LOG.debugf("%s is still not heard: %s", channel, e.toString()));
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
        .query("listen \"" + channel + "\"")
        .execute()
        .map(primary)
        .recover(failure -> primary.close().transform(x -> Future.failedFuture(failure)));
  }

  private void heard(PgNotification notification) {
    if (notification.getChannel().equals(channel)) {
      handler.accept(notification.getPayload());
    }
  }
}
