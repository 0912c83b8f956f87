package id.loket.local.visitor;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A store that sells things beside seats, as its organiser and its customers see it. */
public record Shop(Visitor organiser, Addresses addresses, String store) {
  private static final Patience FOR_STOCK = Patience.of(Duration.ofSeconds(60));

  /** A store nobody else uses. */
  public static Shop open(Visitor organiser, Addresses addresses) {
    return new Shop(organiser, addresses, "Toko " + UUID.randomUUID());
  }

  /** Loads stock by file and waits until it is there. */
  public void stock(String item, int count) {
    String file = UUID.randomUUID() + ".csv?again=true";
    String csv = "store,item,count\n" + store + "," + item + "," + count + "\n";
    organiser
        .web()
        .put(addresses.ticket() + "/inventory/files/" + file, "text/csv", csv)
        .require(202);
    FOR_STOCK.until(item + " in stock", () -> left(item).filter(left -> left == count));
  }

  /** Says what one costs, in rupiah. */
  public void price(String item, int amount) {
    organiser
        .web()
        .put(
            addresses.ticket() + "/inventory/prices",
            Web.object(
                "store",
                store,
                "item",
                item,
                "price",
                Web.object("amount", amount, "currency", "IDR")))
        .require(200);
  }

  /** How many can be ordered; empty for an item nobody knows. */
  public Optional<Long> left(String item) {
    return known(item).map(found -> found.path("available").asLong());
  }

  /** How many lie on the shelf, those that orders have reserved too. */
  public long onHand(String item) {
    return known(item).map(found -> found.path("onHand").asLong()).orElse(0L);
  }

  private Optional<JsonNode> known(String item) {
    JsonNode items =
        Web.anonymous()
            .get(
                addresses.ticket()
                    + "/inventory?store="
                    + encoded(store)
                    + "&item="
                    + encoded(item))
            .require(200)
            .json()
            .path("items");
    return items.isEmpty() ? Optional.empty() : Optional.of(items.get(0));
  }

  /** Orders so many of an item. */
  public Web.Answer order(Visitor who, String item, int quantity) {
    return order(who, Web.object("items", List.of(line(item, quantity))));
  }

  /** Orders so many of an item with a booking: seat and item on one invoice. */
  public Web.Answer order(Visitor who, String bookingId, String item, int quantity) {
    return order(who, Web.object("bookingId", bookingId, "items", List.of(line(item, quantity))));
  }

  /** An order as its user sees it. */
  public JsonNode look(Visitor who, String orderId) {
    return who.web().get(addresses.ticket() + "/orders/" + orderId).require(200).json();
  }

  private Web.Answer order(Visitor who, Map<String, Object> wanted) {
    return who.web().post(addresses.ticket() + "/orders", wanted);
  }

  private Map<String, Object> line(String item, int quantity) {
    return Web.object("store", store, "item", item, "quantity", quantity);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
