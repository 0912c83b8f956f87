package id.loket.ticket.inventory;

/** So many of an item at a store. */
public record Quantity(String store, String item, long quantity) {}
