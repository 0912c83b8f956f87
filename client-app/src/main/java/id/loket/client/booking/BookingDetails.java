package id.loket.client.booking;

import id.loket.client.history.BookingChange;
import id.loket.client.ticket.BookingView;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A booking with everything that happened to it.
 *
 * @param changes every status it went through, in order
 * @param fresh whether ticket-app confirmed just now that this is how it is
 */
@Schema(name = "BookingDetails")
public record BookingDetails(BookingView booking, List<BookingChange> changes, boolean fresh) {}
