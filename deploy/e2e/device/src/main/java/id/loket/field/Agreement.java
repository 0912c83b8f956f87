package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A phone and the server come to have the same for a batch. */
final class Agreement {
  private final DeviceStore store;
  private final Network network;
  private final Map<String, String> authorization;
  private final String batch;

  Agreement(DeviceStore store, Network network, Map<String, String> authorization, String batch) {
    this.store = store;
    this.network = network;
    this.authorization = authorization;
    this.batch = batch;
  }

  /**
   * Compares; what the server lacks is sent with the next sync, what the phone lacks is fetched.
   */
  boolean isReached() throws Network.Away {
    if (isOnItsWay()) {
      return false;
    }
    if (!isSame()) {
      Set<String> known = new HashSet<>();
      fetch(known);
      store.itemsOf(batch).stream()
          .filter(item -> item.state() != DeviceStore.ItemState.REFUSED)
          .filter(item -> !known.contains(item.id()))
          .forEach(item -> store.state(item.id(), DeviceStore.ItemState.NEW));
      if (!isSame()) {
        return false;
      }
    }
    store.itemsOf(batch).stream()
        .filter(item -> item.state() == DeviceStore.ItemState.FORWARDED)
        .forEach(item -> store.state(item.id(), DeviceStore.ItemState.STORED));
    return store.waiting() == 0;
  }

  private boolean isSame() throws Network.Away {
    return get("/collector/batches/" + batch + "/digest")
        .at("/batch/digest")
        .asText()
        .equals(Canonical.digest(store.hashes(batch)));
  }

  /** Fetches what counts in the batch and is not here; how many items. */
  int restore() throws Network.Away {
    return fetch(new HashSet<>());
  }

  private int fetch(Set<String> known) throws Network.Away {
    Set<String> here = store.hashes(batch).keySet();
    int[] fetched = {0};
    String cursor = "";
    do {
      JsonNode page = get("/collector/batches/" + batch + "/contents?limit=250" + cursor);
      store.together(
          () ->
              page.path("items")
                  .forEach(
                      each -> {
                        String id = each.path("id").asText();
                        known.add(id);
                        if (!here.contains(id)) {
                          store.putRestored(id, batch, each.path("item"));
                          fetched[0]++;
                        }
                      }));
      cursor = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : null;
    } while (cursor != null);
    return fetched[0];
  }

  /**
   * Whether the gateway still keeps what it took: it hands pushes on in order, the last one last.
   */
  private boolean isOnItsWay() throws Network.Away {
    Optional<String> last = store.fact(FieldDevice.LAST_KEPT);
    if (last.isEmpty()) {
      return false;
    }
    Network.Answer answer =
        network.send("GET", "/collector/pushes/" + last.get(), authorization, null);
    if (answer.json().path("status").asText().equals("STORED")) {
      return true;
    }
    store.forget(FieldDevice.LAST_KEPT);
    return false;
  }

  /** By method: how many receipts and how much, of visits that were not voided or refused. */
  static ArrayNode receipts(DeviceStore store, String batch) {
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Long> sums = new HashMap<>();
    for (JsonNode visit : store.visits(batch).values()) {
      JsonNode receipt = visit.path("receipt");
      if (receipt.isObject()) {
        String method = receipt.path("method").asText();
        counts.merge(method, 1, Integer::sum);
        sums.merge(method, receipt.path("amount").path("amount").asLong(), Long::sum);
      }
    }
    ArrayNode receipts = Network.JSON.createArrayNode();
    counts.forEach(
        (method, count) -> {
          ObjectNode each = receipts.addObject().put("method", method).put("count", count);
          Visit.money(each, sums.get(method));
        });
    return receipts;
  }

  private JsonNode get(String path) throws Network.Away {
    Network.Answer answer = network.send("GET", path, authorization, null);
    if (answer.status() != 200) {
      throw new FieldDevice.Refused(answer);
    }
    return answer.json();
  }
}
