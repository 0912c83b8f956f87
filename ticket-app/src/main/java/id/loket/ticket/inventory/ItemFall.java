package id.loket.ticket.inventory;

import java.util.UUID;

/**
 * Stock of an item that fell to zero, or to a count somebody wants to be told of.
 *
 * @param before what there was; null for an item not known before
 * @param importId the file that said so, or null
 */
public record ItemFall(
    UUID id, String store, String item, Long before, long after, UUID importId) {}
