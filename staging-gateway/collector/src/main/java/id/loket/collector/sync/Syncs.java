package id.loket.collector.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Understands what devices recorded, has it stored, and tells them what changed. */
@Singleton
public class Syncs {
  /** Why an item is refused that does not say what it must. */
  public static final String INVALID_ITEM = "invalid-item";

  private static final int LONGEST_ID = 100;

  private final ItemReader reader;
  private final Upstream upstream;
  private final ObjectMapper json;
  private final Clock clock;
  private final Messages messages = Messages.of("problems");

  Syncs(ItemReader reader, Upstream upstream, ObjectMapper json, Clock clock) {
    this.reader = reader;
    this.upstream = upstream;
    this.json = json;
    this.clock = clock;
  }

  /**
   * Syncs a device.
   *
   * @param storedAt when the gateway took a push it kept; null of one that comes directly
   * @param language the caller's {@code Accept-Language}, or null
   * @return fails with {@code device-revoked} or {@code device-unknown} (403), or {@code
   *     unavailable} (503): then nothing is stored
   */
  public Uni<SyncAnswer> sync(
      UUID collector, UUID device, SyncDevice request, Instant storedAt, String language) {
    List<ItemReader.Read> read =
        request.push() == null ? List.of() : request.push().stream().map(reader::read).toList();
    List<SyncAnswer.Refusal> refused = new ArrayList<>();
    ObjectNode page = json.createObjectNode();
    page.put("collectorId", collector.toString());
    page.put("deviceId", device.toString());
    if (storedAt != null) {
      page.put("storedAt", storedAt.toString());
    }
    ArrayNode items = page.putArray("items");
    ArrayNode kept = page.putArray("refused");
    for (ItemReader.Read one : read) {
      switch (one) {
        case ItemReader.Read.Understood understood -> items.add(toStore(understood));
        case ItemReader.Read.Refused wrong -> {
          SyncAnswer.Refusal refusal = refusal(wrong, Language.preferred(language));
          refused.add(refusal);
          kept.add(toKeep(refusal, wrong.item()));
        }
      }
    }
    if (request.pull() != null) {
      ObjectNode pull = page.putObject("pull");
      pull.put("token", request.pull().token());
      pull.put(
          "limit", request.pull().limit() == null ? SyncDevice.MOST_ITEMS : request.pull().limit());
    }
    return upstream
        .post("/syncs", page, Stored.class, language)
        .map(stored -> answer(stored, refused));
  }

  /** What is wrong in an item that was refused; nothing if it would be taken now. */
  public List<SyncAnswer.FieldFault> faultsOf(JsonNode item, String language) {
    return reader.read(item) instanceof ItemReader.Read.Refused refused
        ? told(refused.faults(), Language.preferred(language))
        : List.of();
  }

  private List<SyncAnswer.FieldFault> told(List<ItemRules.Fault> faults, Language language) {
    return faults.stream()
        .map(
            fault ->
                new SyncAnswer.FieldFault(
                    fault.field(),
                    messages.text(language, fault.key(), fault.key(), fault.arguments())))
        .toList();
  }

  private ObjectNode toStore(ItemReader.Read.Understood understood) {
    FieldItem item = understood.item();
    ObjectNode node = json.createObjectNode();
    node.put("id", item.id().toString());
    node.put("sequence", item.sequence());
    node.put("batchId", item.batchId().toString());
    node.put("kind", item.kind().name());
    node.put("recordedAt", item.recordedAt().toString());
    node.put("hash", understood.hash());
    node.put("body", understood.canonical());
    FieldItem.Location location = item.location();
    if (location != null) {
      node.put("lat", location.lat());
      node.put("lon", location.lon());
    }
    switch (item.kind()) {
      case VISIT -> node.set("visit", visit(item.visit()));
      case VOID -> node.put("voids", item.voiding().visitId().toString());
      case PHOTO_MISSING -> node.put("missingPhoto", item.photoMissing().photoId().toString());
      case POSITION -> {
        // its place is all it says
      }
    }
    return node;
  }

  private ObjectNode visit(FieldItem.Visit visit) {
    ObjectNode node = json.createObjectNode();
    node.put("assignmentId", visit.assignmentId().toString());
    node.put("result", visit.result().name());
    if (visit.receipt() != null) {
      ObjectNode receipt = node.putObject("receipt");
      receipt.put("number", visit.receipt().number());
      receipt.put("amount", visit.receipt().amount().amount());
      receipt.put("currency", visit.receipt().amount().currency());
      receipt.put("method", visit.receipt().method().name());
    }
    ArrayNode photos = node.putArray("photos");
    if (visit.photos() != null) {
      for (FieldItem.Photo photo : visit.photos()) {
        photos.addObject().put("id", photo.id().toString()).put("sha256", photo.sha256());
      }
    }
    return node;
  }

  private SyncAnswer.Refusal refusal(ItemReader.Read.Refused wrong, Language language) {
    JsonNode item = wrong.item();
    String id = item == null ? "" : item.path("id").asText("");
    JsonNode sequence = item == null ? null : item.path("sequence");
    return new SyncAnswer.Refusal(
        id.length() > LONGEST_ID ? id.substring(0, LONGEST_ID) : id,
        sequence != null && sequence.canConvertToLong() ? sequence.longValue() : null,
        INVALID_ITEM,
        told(wrong.faults(), language));
  }

  private ObjectNode toKeep(SyncAnswer.Refusal refusal, JsonNode item) {
    String body = item == null ? "null" : item.toString().replace("\\u0000", "");
    return json.createObjectNode()
        .put("id", refusal.id())
        .put("sequence", refusal.sequence())
        .put("problem", refusal.problem())
        .put(
            "body",
            body.length() > ItemReader.MOST_BYTES
                ? body.substring(0, ItemReader.MOST_BYTES)
                : body);
  }

  private SyncAnswer answer(Stored stored, List<SyncAnswer.Refusal> refusedHere) {
    List<SyncAnswer.Refusal> refused = new ArrayList<>(refusedHere);
    for (Stored.Refusal refusal : stored.refused()) {
      refused.add(
          new SyncAnswer.Refusal(refusal.id(), refusal.sequence(), refusal.problem(), List.of()));
    }
    return new SyncAnswer(
        clock.instant(),
        new SyncAnswer.Pushed(stored.stored(), stored.repeated(), refused),
        stored.pull() == null ? null : changes(stored.pull()),
        stored.batch());
  }

  private static SyncAnswer.Pulled changes(Stored.Changes pull) {
    return new SyncAnswer.Pulled(
        pull.full(),
        pull.more(),
        pull.token(),
        pull.changes().stream()
            .map(
                change ->
                    new SyncAnswer.Change(
                        "ASSIGNMENT", change.id(), change.deleted(), change.assignment()))
            .toList());
  }
}
