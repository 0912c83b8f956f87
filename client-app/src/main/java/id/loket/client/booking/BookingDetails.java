package id.loket.client.booking;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import id.loket.client.history.BookingChange;
import id.loket.client.ticket.BookingView;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A booking with everything that happened to it.
 *
 * @param booking its members stand beside the two others
 * @param changes every status it went through, in order
 * @param fresh whether ticket-app confirmed just now that this is how it is
 */
@Schema(name = "BookingDetails")
public record BookingDetails(
    @JsonUnwrapped BookingView booking, List<BookingChange> changes, boolean fresh) {}
