package id.loket.ticket.alert;

import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A mail about stock, as client-app is to write it.
 *
 * @param kind CONFIRMATION, ALERT or DIGEST
 * @param language {@code id} or {@code en}
 * @param itemCount how many items it is about; {@code items} are the first of them
 * @param confirmUrl where the address is confirmed, or null
 * @param endUrl where mails are ended with one click (RFC 8058)
 */
@Schema(name = "StockAlert")
public record AlertView(
    UUID id,
    String kind,
    String email,
    String language,
    List<Item> items,
    long itemCount,
    String confirmUrl,
    String endUrl) {

  /** An item that fell. */
  @Schema(name = "FallenItem")
  public record Item(String store, String item, long count) {}
}
