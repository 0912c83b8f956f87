package id.loket.local.organiser;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The organiser's book of holds. Each hold is decided once: who asks again gets the first answer. A
 * release wins over a hold with the same id that comes later. Kept in an append-only file.
 */
final class Holds implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Hold> byId = new LinkedHashMap<>();
  private final Map<String, String> idByBooking = new HashMap<>();
  private final Writer file;

  Holds(Path path) throws IOException {
    if (Files.exists(path)) {
      for (String line : Files.readAllLines(path)) {
        readable(line).ifPresent(this::remember);
      }
    }
    file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The answer given before to this hold or, under another hold id, to this booking. */
  synchronized Optional<Hold> decided(String holdId, String bookingId) {
    Hold known = byId.get(holdId);
    if (known == null) {
      known = byId.get(idByBooking.get(bookingId));
      if (known != null && known.state() == Hold.State.RELEASED) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(known);
  }

  /** Decides now, unless the same was decided, or released, while this request waited. */
  synchronized Hold decide(
      String holdId, String bookingId, String eventId, String seatId, Simulation simulation)
      throws IOException {
    Optional<Hold> decided = decided(holdId, bookingId);
    if (decided.isPresent()) {
      return decided.get();
    }
    Hold.State state = simulation.refusesNext() ? Hold.State.REFUSED : Hold.State.HELD;
    Hold hold = new Hold(holdId, bookingId, eventId, seatId, state);
    keep(hold);
    return hold;
  }

  /** Also for a hold never heard of. */
  synchronized void release(String holdId) throws IOException {
    Hold known = byId.get(holdId);
    if (known == null) {
      keep(Hold.releasedBeforeItCame(holdId));
    } else if (known.state() == Hold.State.HELD) {
      keep(known.released());
    }
  }

  /** The seats held now. */
  synchronized List<Hold> held(Optional<String> eventId) {
    return byId.values().stream()
        .filter(hold -> hold.state() == Hold.State.HELD)
        .filter(hold -> eventId.isEmpty() || eventId.get().equals(hold.eventId()))
        .toList();
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }

  private void keep(Hold hold) throws IOException {
    file.write(JSON.writeValueAsString(hold) + "\n");
    file.flush();
    remember(hold);
  }

  private void remember(Hold hold) {
    byId.put(hold.holdId(), hold);
    if (!hold.bookingId().isEmpty()) {
      idByBooking.put(hold.bookingId(), hold.holdId());
    }
  }

  /** A line cut short by a crash is no answer anybody received. */
  private static Optional<Hold> readable(String line) {
    try {
      return Optional.of(JSON.readValue(line, Hold.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
