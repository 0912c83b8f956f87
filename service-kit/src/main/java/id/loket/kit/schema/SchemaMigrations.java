package id.loket.kit.schema;

import id.loket.kit.schema.Schema.ServerAway;
import id.loket.kit.server.Causes;
import id.loket.kit.start.EarlyEnd;
import id.loket.kit.start.StartOrder;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date, or waits until somebody else has: see {@link SchemaConfig.Mode}. A
 * server that is not there yet is waited for, with growing pauses, while the service is already
 * alive; its jobs and consumers begin once the schema is current. Requests never touch the schema.
 */
@Singleton
public class SchemaMigrations {
  private static final Logger LOG = Logger.getLogger(SchemaMigrations.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int FAILED = 1;

  private final Schema schema;
  private final SchemaConfig config;
  private final Event<SchemaCurrent> announcement;
  private final CompletableFuture<Void> current = new CompletableFuture<>();
  private volatile String obstacle = "not looked at yet";
  private volatile boolean stopped;

  SchemaMigrations(Schema schema, SchemaConfig config, Event<SchemaCurrent> announcement) {
    this.schema = schema;
    this.config = config;
    this.announcement = announcement;
  }

  /** Completes, in the caller's context, when the schema is as this version expects it. */
  public Uni<Void> current() {
    if (isCurrent()) {
      return Uni.createFrom().voidItem();
    }
    Context caller = Vertx.currentContext();
    return Uni.createFrom()
        .completionStage(current::copy) // who waits no longer cancels it
        .emitOn(
            rest -> {
              if (caller == null) {
                rest.run();
              } else {
                caller.runOnContext(here -> rest.run());
              }
            });
  }

  /** Whether the schema is as this version expects it, as far as is known. */
  public boolean isCurrent() {
    return current.isDone();
  }

  /** What keeps the schema from being current; empty when it is. */
  Optional<String> obstacle() {
    return isCurrent() ? Optional.empty() : Optional.of(obstacle);
  }

  String server() {
    return schema.server();
  }

  void start(@Observes @Priority(StartOrder.SCHEMA) StartupEvent startup) {
    switch (config.migrate()) {
      case ONLY -> migrateAndEnd();
      case AT_START -> {
        try {
          if (!migrated()) {
            inBackground(this::migrated);
          }
        } catch (RuntimeException broken) {
          throw failed(Causes.line(broken));
        }
      }
      case NEVER -> inBackground(this::looked);
    }
  }

  /** Jobs are configured to stand still until now: they all need the tables. */
  void startJobs(@Observes @Priority(StartOrder.LAST) StartupEvent startup, Scheduler jobs) {
    if (jobs.isStarted()) {
      current.thenRun(jobs::resume);
    }
  }

  void stop(@Observes ShutdownEvent shutdown) {
    stopped = true;
  }

  private void migrateAndEnd() {
    Instant end = Instant.now().plus(config.patience());
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        schema.migrate();
        break;
      } catch (ServerAway away) {
        if (Instant.now().plus(pause).isAfter(end)) {
          throw failed(
              "no answer within %d s: %s"
                  .formatted(config.patience().toSeconds(), away.getMessage()));
        }
        waitFor(away.getMessage());
        pause = sleep(pause);
      } catch (RuntimeException broken) {
        throw failed(Causes.line(broken));
      }
    }
    throw EarlyEnd.done("The schema in %s is up to date.".formatted(server()));
  }

  private RuntimeException failed(String why) {
    return EarlyEnd.failed(failure(why), FAILED);
  }

  private String failure(String why) {
    return "LOKET_MIGRATE=%s failed: %s: %s"
        .formatted(
            config.migrate().name().toLowerCase(Locale.ROOT).replace('_', '-'), server(), why);
  }

  /** One attempt to bring the schema up to date; whether it is. */
  private boolean migrated() {
    try {
      schema.migrate();
      return announced();
    } catch (ServerAway away) {
      waitFor(away.getMessage());
      return false;
    }
  }

  /** One look at the schema; whether it is up to date. */
  private boolean looked() {
    try {
      int missing = schema.missing();
      if (missing == 0) {
        return announced();
      }
      waitFor(missing + " migrations are missing, and LOKET_MIGRATE=never leaves them to others");
    } catch (RuntimeException notNow) {
      waitFor(Causes.line(notNow));
    }
    return false;
  }

  private boolean announced() {
    try {
      announcement.fire(new SchemaCurrent());
    } catch (RuntimeException notNow) {
      waitFor(Causes.line(notNow));
      return false;
    }
    current.complete(null);
    return true;
  }

  private void waitFor(String why) {
    if (!why.equals(obstacle)) {
      LOG.warnf("Waiting for %s: %s", server(), why);
    }
    obstacle = why;
  }

  private void inBackground(Attempt attempt) {
    Thread.ofPlatform().name("loket-schema").daemon().start(() -> untilDone(attempt));
  }

  private void untilDone(Attempt attempt) {
    Duration pause = FIRST_PAUSE;
    try {
      while (!stopped && !attempt.succeeds()) {
        pause = sleep(pause);
      }
      LOG.infof("The schema in %s is up to date.", server());
    } catch (RuntimeException broken) {
      LOG.error(failure(Causes.line(broken)));
      LOG.debug("Why", broken);
      Quarkus.asyncExit(FAILED);
    }
  }

  private static Duration sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  private interface Attempt {
    boolean succeeds();
  }
}
