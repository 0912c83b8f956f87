package id.loket.gateway.push;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** Keeps pushes of phones while the machine behind is away, and tells what became of them. */
@Singleton
public class Pushes {
  private final PushPublisher publisher;
  private final PushStates states;
  private final PushConfig config;
  private final MeterRegistry metrics;
  private final AtomicLong through = new AtomicLong();

  Pushes(PushPublisher publisher, PushStates states, PushConfig config, MeterRegistry metrics) {
    this.publisher = publisher;
    this.states = states;
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * Keeps a push durably.
   *
   * @return completes when a crash of everything can no longer lose it; fails when it may be lost,
   *     and when its device has had too much kept already
   */
  public Uni<Void> keep(KeptPush push) {
    return states
        .takes(push, config.mostKeptBytesPerDevice())
        .chain(
            taken -> {
              if (!taken) {
                throw new TooMuchKept();
              }
              return Uni.createFrom().completionStage(() -> publisher.keep(push));
            })
        .onFailure()
        .call(failure -> states.gives(push))
        .invoke(() -> metrics.counter("loket.gateway.pushes", "outcome", "stored").increment())
        .call(() -> states.stored(push));
  }

  /** Whether a push that came now would be kept, as far as is known. */
  public boolean areKept() {
    return publisher.works();
  }

  /** Collector has taken one, kept or not. */
  public void wentThrough() {
    through.incrementAndGet();
  }

  long throughSoFar() {
    return through.get();
  }

  /**
   * What became of a push, as JSON; empty for one that is not of this device.
   *
   * @param id as the answer named it when the push was kept
   */
  public Uni<Optional<JsonObject>> find(String id, String user, String device) {
    return states
        .find(id)
        .map(
            found ->
                found
                    .filter(state -> state.user().equals(user) && state.device().equals(device))
                    .map(state -> view(id, state)));
  }

  private static JsonObject view(String id, PushState state) {
    JsonObject view =
        new JsonObject()
            .put("id", id)
            .put("status", state.status().name())
            .put("storedAt", state.storedAt());
    if (state.answer() != null) {
      view.put("answer", new JsonObject(state.answer()));
    }
    return view;
  }

  /** A device has had so much kept that it has to wait until some of it is delivered. */
  static final class TooMuchKept extends RuntimeException {
    TooMuchKept() {
      super("this device has had too much kept", null, false, false);
    }
  }

  /** A body that would be larger than may be, unpacked. */
  public static final class TooLarge extends IOException {
    TooLarge() {
      super("larger than may be, unpacked");
    }
  }

  /**
   * Whether a body is worth keeping: JSON whose {@code push} has at least one item, packed with
   * gzip or not at all. It is unpacked as it is read, and nowhere as a whole.
   *
   * @param encoding its {@code Content-Encoding}; null for none
   * @param most bytes it may have, unpacked
   */
  public static boolean carriesItems(byte[] body, String encoding, long most) throws TooLarge {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxDocumentLength(most).build())
            .build();
    try (InputStream plain = plain(body, encoding)) {
      return plain != null && carriesItems(factory.createParser(plain));
    } catch (StreamConstraintsException bomb) {
      throw new TooLarge();
    } catch (IOException damaged) {
      return false;
    }
  }

  private static InputStream plain(byte[] body, String encoding) throws IOException {
    InputStream bytes = new ByteArrayInputStream(body);
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return bytes;
    }
    return encoding.strip().equalsIgnoreCase("gzip") ? new GZIPInputStream(bytes) : null;
  }

  private static boolean carriesItems(JsonParser body) throws IOException {
    try (body) {
      if (body.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      boolean items = false;
      while (body.nextToken() == JsonToken.FIELD_NAME) {
        boolean push = body.currentName().equals("push");
        if (body.nextToken() == JsonToken.START_ARRAY) {
          for (JsonToken item = body.nextToken();
              item != null && item != JsonToken.END_ARRAY;
              item = body.nextToken()) {
            items |= push;
            body.skipChildren();
          }
        } else {
          body.skipChildren();
        }
      }
      boolean whole = body.currentToken() == JsonToken.END_OBJECT;
      return items && whole && body.nextToken() == null;
    }
  }
}
