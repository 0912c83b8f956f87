package id.loket.ticket.booking;

import id.loket.kit.language.Language;
import java.util.UUID;

/**
 * Who a booking is for.
 *
 * @param name as printed on the ticket; null when nobody told it
 */
public record Holder(UUID userId, String name, Language language) {}
