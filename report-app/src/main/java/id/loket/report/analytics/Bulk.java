package id.loket.report.analytics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.event.Transient;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sends reports to OpenSearch under their own ids, with the transaction that changed them as
 * version: sent twice, or an older state after a newer one, changes nothing. What the server has no
 * room for now is sent again, with growing pauses; what it can never take is told.
 */
@Singleton
class Bulk {
  private static final Logger LOG = Logger.getLogger(Bulk.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final int FIRST_ERROR = 300;
  private static final int FIRST_SERVER_ERROR = 500;

  private final OpenSearchClient server;
  private final ReportIndexes indexes;
  private final AnalyticsConfig config;

  Bulk(OpenSearchClient server, ReportIndexes indexes, AnalyticsConfig config) {
    this.server = server;
    this.indexes = indexes;
    this.config = config;
  }

  /**
   * What became of what was sent.
   *
   * @param taken written
   * @param deleted taken out
   * @param repeated sent again because there was no room
   * @param refused can never be taken
   * @param reason why the first of those cannot; null when there is none
   */
  record Outcome(int taken, int deleted, int repeated, int refused, String reason) {
    static final Outcome NONE = new Outcome(0, 0, 0, 0, null);

    Outcome plus(Outcome other) {
      return new Outcome(
          taken + other.taken,
          deleted + other.deleted,
          repeated + other.repeated,
          refused + other.refused,
          reason == null ? other.reason : reason);
    }
  }

  /**
   * Sends reports; those of one call must be different ones.
   *
   * @param before done before each attempt, such as showing that this replica is alive
   */
  Uni<Outcome> send(List<ReportChange> changes, int generation, Uni<Void> before) {
    return changes.isEmpty()
        ? Uni.createFrom().item(Outcome.NONE)
        : attempt(changes, generation, before, 0);
  }

  private Uni<Outcome> attempt(
      List<ReportChange> changes, int generation, Uni<Void> before, int attemptsBefore) {
    return before
        .chain(() -> server.bulk(lines(changes, generation)))
        .map(answer -> Attempt.of(changes, answer))
        .onFailure(Transient::is)
        .recoverWithItem(failure -> Attempt.failed(changes, failure))
        .chain(attempt -> goOn(attempt, generation, before, attemptsBefore));
  }

  private Uni<Outcome> goOn(Attempt attempt, int generation, Uni<Void> before, int attemptsBefore) {
    if (attempt.again.isEmpty()) {
      return Uni.createFrom().item(attempt.outcome);
    }
    if (attemptsBefore >= config.retries()) {
      return Uni.createFrom().failure(new IOException(attempt.obstacle));
    }
    LOG.warnf(
        "%d reports are sent to OpenSearch again: %s", attempt.again.size(), attempt.obstacle);
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(pause(attemptsBefore))
        .chain(() -> attempt(attempt.again, generation, before, attemptsBefore + 1))
        .map(attempt.outcome::plus);
  }

  private Duration pause(int attemptsBefore) {
    Duration pause = config.firstPause().multipliedBy(1L << Math.min(attemptsBefore, 20));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  /** What an attempt has done, and what of it is to be sent again. */
  private static final class Attempt {
    private final List<ReportChange> again = new ArrayList<>();
    private Outcome outcome = Outcome.NONE;
    private String obstacle;

    static Attempt failed(List<ReportChange> changes, Throwable failure) {
      Attempt attempt = new Attempt();
      attempt.again.addAll(changes);
      attempt.obstacle = failure.getMessage();
      attempt.outcome = new Outcome(0, 0, changes.size(), 0, null);
      return attempt;
    }

    static Attempt of(List<ReportChange> changes, OpenSearchClient.Answer answer) {
      if (answer.status() == TOO_MANY) {
        return failed(changes, new IOException(answer.reason()));
      }
      JsonNode items = answer.accepted().body().path("items");
      if (items.size() != changes.size()) {
        throw new OpenSearchClient.Refused(answer.status(), "not an item per action");
      }
      Attempt attempt = new Attempt();
      int taken = 0;
      int deleted = 0;
      int refused = 0;
      String reason = null;
      for (int n = 0; n < changes.size(); n++) {
        ReportChange change = changes.get(n);
        JsonNode item = items.get(n).iterator().next();
        int status = item.path("status").asInt();
        if (status == TOO_MANY || status >= FIRST_SERVER_ERROR) {
          attempt.again.add(change);
          attempt.obstacle = item.path("error").path("reason").asText("status " + status);
        } else if (status < FIRST_ERROR || status == CONFLICT || isGone(change, status)) {
          taken += change.deleted() ? 0 : 1;
          deleted += change.deleted() ? 1 : 0;
        } else {
          refused++;
          reason = item.path("error").path("reason").asText("status " + status);
        }
      }
      attempt.outcome = new Outcome(taken, deleted, attempt.again.size(), refused, reason);
      return attempt;
    }

    private static boolean isGone(ReportChange change, int status) {
      return change.deleted() && status == NOT_FOUND;
    }
  }

  private String lines(List<ReportChange> changes, int generation) {
    StringWriter lines = new StringWriter(changes.size() * 640);
    try (JsonGenerator json = JSON.createGenerator(lines)) {
      json.setRootValueSeparator(null);
      for (ReportChange change : changes) {
        json.writeStartObject();
        json.writeObjectFieldStart(change.deleted() ? "delete" : "index");
        json.writeStringField("_index", indexes.name(generation, change.createdAt()));
        json.writeStringField("_id", change.id().toString());
        json.writeNumberField("version", change.changedIn());
        json.writeStringField("version_type", "external_gte");
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
        if (!change.deleted()) {
          change.write(json);
          json.writeRaw('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines.toString();
  }
}
