package id.loket.ticket.seat;

/** A seat in one of its states; what cannot be done with a state does not compile. */
public sealed interface Seat {
  SeatDetails details();

  SeatStatus status();

  /** The seat in that state. */
  static Seat of(SeatDetails details, SeatStatus status) {
    return switch (status) {
      case OPEN -> new Open(details);
      case ON_GOING -> new OnGoing(details);
      case BOOKED -> new Booked(details);
    };
  }

  /** Free: the next booking gets it. */
  record Open(SeatDetails details) implements Seat {
    /** Somebody begins to book it. */
    public OnGoing hold() {
      return new OnGoing(details);
    }

    @Override
    public SeatStatus status() {
      return SeatStatus.OPEN;
    }
  }

  /** Being booked: others queue. */
  record OnGoing(SeatDetails details) implements Taken {
    /** Paid. */
    public Booked book() {
      return new Booked(details);
    }

    @Override
    public SeatStatus status() {
      return SeatStatus.ON_GOING;
    }
  }

  /** Sold: others queue in case it is cancelled. */
  record Booked(SeatDetails details) implements Taken {
    @Override
    public SeatStatus status() {
      return SeatStatus.BOOKED;
    }
  }

  /** A seat with a live booking. */
  sealed interface Taken extends Seat permits OnGoing, Booked {
    /** The booking ended and somebody waits: the seat is theirs to book. */
    default OnGoing offerOn() {
      return new OnGoing(details());
    }

    /** The booking ended and nobody waits. */
    default Open free() {
      return new Open(details());
    }
  }
}
