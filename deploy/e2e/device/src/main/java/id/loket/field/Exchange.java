package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends a phone's outbox page by page and takes over what changed. */
final class Exchange {
  private static final int MOST_ITEMS = 500;
  private static final int MOST_BYTES = 1_500_000;
  private static final String FULL_PULL = "fullPull";

  private final DeviceStore store;
  private final FieldDevice device;

  Exchange(DeviceStore store, FieldDevice device) {
    this.store = store;
    this.device = device;
  }

  FieldDevice.Synced run() throws Network.Away {
    int refused = 0;
    int forwarded = 0;
    boolean more = true;
    while (more) {
      List<DeviceStore.Item> page = page();
      Network.Answer answer = device.post("/collector/sync", request(page), device.authorization());
      if (answer.status() == 401 && device.refresh()) {
        continue;
      }
      FieldDevice.require(answer, 200, 202);
      JsonNode json = answer.json();
      if (answer.status() == 202) {
        store.together(
            () -> {
              page.forEach(item -> store.state(item.id(), DeviceStore.ItemState.FORWARDED));
              store.fact(FieldDevice.LAST_KEPT, json.path("id").asText());
            });
        forwarded += page.size();
        more = store.waiting() > 0;
        continue;
      }
      refused += settle(page, json.path("push").path("refused"));
      more = pulled(json.path("pull")) || store.waiting() > 0;
      device.remember(json.path("batch"));
    }
    return new FieldDevice.Synced(refused, forwarded);
  }

  private List<DeviceStore.Item> page() {
    List<DeviceStore.Item> page = new ArrayList<>();
    int bytes = 0;
    for (DeviceStore.Item item : store.outbox(MOST_ITEMS)) {
      bytes += item.json().toString().getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > MOST_BYTES) {
        break;
      }
      page.add(item);
    }
    return page;
  }

  private ObjectNode request(List<DeviceStore.Item> page) {
    ObjectNode body = Network.JSON.createObjectNode().put("deviceTime", device.now());
    ArrayNode push = body.putArray("push");
    page.forEach(item -> push.add(item.json()));
    body.putObject("pull")
        .put("token", store.fact(FieldDevice.PULL_TOKEN).orElse(null))
        .put("limit", 500);
    return body;
  }

  private int settle(List<DeviceStore.Item> page, JsonNode refused) {
    Map<String, JsonNode> refusals = new HashMap<>();
    refused.forEach(each -> refusals.put(each.path("id").asText(), each));
    store.together(
        () -> {
          for (DeviceStore.Item item : page) {
            JsonNode refusal = refusals.get(item.id());
            if (refusal == null) {
              store.state(item.id(), DeviceStore.ItemState.STORED);
            } else {
              store.state(item.id(), DeviceStore.ItemState.REFUSED);
              store.putRefusal(item.id(), ((ObjectNode) refusal).put("kind", item.kind()));
            }
          }
        });
    return refusals.size();
  }

  /** Takes over a page of what changed; whether there is more. */
  private boolean pulled(JsonNode pull) {
    if (!pull.isObject()) {
      return false;
    }
    boolean more = pull.path("more").asBoolean();
    store.together(
        () -> {
          boolean full = pull.path("full").asBoolean();
          if (full && store.fact(FULL_PULL).isEmpty()) {
            store.clearAssignments();
          }
          pull.path("changes").forEach(this::take);
          store.fact(FieldDevice.PULL_TOKEN, pull.path("token").asText());
          if (full && more) {
            store.fact(FULL_PULL, "under way");
          } else {
            store.forget(FULL_PULL);
          }
        });
    return more;
  }

  private void take(JsonNode change) {
    if (!change.path("kind").asText().equals("ASSIGNMENT")) {
      return;
    }
    String id = change.path("id").asText();
    if (change.path("deleted").asBoolean()) {
      store.removeAssignment(id);
    } else {
      store.putAssignment(id, change.path("assignment"));
    }
  }
}
