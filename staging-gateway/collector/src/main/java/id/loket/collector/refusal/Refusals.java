package id.loket.collector.refusal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.collector.sync.SyncAnswer;
import id.loket.collector.sync.Syncs;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Items that could not be taken: seen by those they concern, and put right. */
@Singleton
public class Refusals {
  private final Upstream upstream;
  private final Syncs syncs;
  private final ObjectMapper json;

  Refusals(Upstream upstream, Syncs syncs, ObjectMapper json) {
    this.upstream = upstream;
    this.syncs = syncs;
    this.json = json;
  }

  /**
   * Who asks.
   *
   * @param collector whose refusals they may see; null for everybody's
   * @param device null for a person
   * @param user the person, or whom the device acts for
   */
  record Asker(UUID collector, UUID device, UUID user) {
    String name() {
      return device == null ? "user:" + user : "device:" + device;
    }
  }

  /**
   * A page of them, the oldest first.
   *
   * @param settled null for both
   * @return fails with {@code device-revoked} (403) or {@code unavailable} (503)
   */
  public Uni<RefusalPage> list(
      Asker asker, Boolean settled, int limit, String cursor, String language) {
    StringBuilder path = new StringBuilder("/refusals?limit=").append(limit);
    add(path, "collector", asker.collector());
    add(path, "device", asker.device());
    add(path, "settled", settled);
    add(path, "cursor", cursor);
    return upstream
        .get(path.toString(), Kept.KeptPage.class, language)
        .map(
            page ->
                new RefusalPage(
                    page.items().stream().map(kept -> view(kept, language)).toList(), page.next()));
  }

  /**
   * Notes how one was put right. The first word counts.
   *
   * @return fails with {@code refusal-not-found} (404), {@code device-revoked} (403), or {@code
   *     invalid-input} for a replacement that is no stored item of the same collector
   */
  public Uni<Refusal> settle(Asker asker, UUID refusal, SettleRefusal how, String language) {
    if (asker.device() != null && how.replacement() == null) {
      // A phone cannot say that something needs no replacing: that is for people to decide.
      throw Problem.invalid("replacement", "field.required");
    }
    Map<String, Object> settlement = new HashMap<>();
    settlement.put("by", asker.name());
    settlement.put("reason", how.reason());
    settlement.put("replacement", how.replacement());
    settlement.put("collectorId", asker.collector());
    settlement.put("deviceId", asker.device());
    return upstream
        .post("/refusals/" + refusal + "/settlement", settlement, Kept.class, language)
        .map(kept -> view(kept, language));
  }

  private static void add(StringBuilder path, String name, Object value) {
    if (value != null) {
      path.append('&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
    }
  }

  private Refusal view(Kept kept, String language) {
    JsonNode item = parsed(kept.body());
    List<SyncAnswer.FieldFault> errors =
        kept.problem().equals(Syncs.INVALID_ITEM) ? syncs.faultsOf(item, language) : List.of();
    return new Refusal(
        kept.id(),
        kept.collectorId(),
        kept.collector(),
        kept.deviceId(),
        kept.itemId(),
        kept.sequence(),
        kept.problem(),
        errors,
        item,
        kept.receivedAt(),
        kept.settlement());
  }

  /** What is longer than an item may be was cut when it was kept, and is no JSON any more. */
  private JsonNode parsed(String body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException cut) {
      return null;
    }
  }
}
