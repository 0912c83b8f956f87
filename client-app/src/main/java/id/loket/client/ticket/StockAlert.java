package id.loket.client.ticket;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import id.loket.kit.language.Language;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.UUID;

/**
 * A mail about stock, as ticket-app wants it written.
 *
 * @param itemCount how many items it is about; {@code items} are the first of them
 * @param confirmUrl where the address is confirmed, or null
 * @param endUrl where the mails are ended with one click
 */
@RegisterForReflection // native: read with TolerantJson, not by an endpoint
@JsonIgnoreProperties(ignoreUnknown = true)
public record StockAlert(
    UUID id,
    String kind,
    String email,
    Language language,
    List<Item> items,
    long itemCount,
    String confirmUrl,
    String endUrl) {

  /** An item that fell. */
  @RegisterForReflection // native: read with TolerantJson
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Item(String store, String item, long count) {}

  /** Without the address, for whoever logs it. */
  @Override
  public String toString() {
    return "StockAlert[" + id + "]";
  }
}
