package id.loket.local.demo;

import id.loket.local.StackException;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Patience;
import id.loket.local.visitor.Web;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Shows Loket at work on the running stack, through nothing but its public HTTP and the inbox:
 * {@code --first} makes one booking and tells each step; otherwise as many visits as the
 * environment's {@code N} says (50), bookings and orders, counted in a table.
 */
public final class Demo {
  private static final int USUAL = 50;
  private static final int MOST = 2000;

  private Demo() {}

  public static void main(String[] arguments) {
    boolean first = Arrays.asList(arguments).contains("--first");
    run(first ? Wanted.first() : Wanted.visits(asked()), Addresses.lasting(), System.out);
  }

  /** What is to be shown: one booking told step by step, or so many visits counted. */
  public record Wanted(boolean isFirst, int visits) {
    public static Wanted first() {
      return new Wanted(true, 1);
    }

    public static Wanted visits(int count) {
      return new Wanted(false, count);
    }
  }

  /** The demonstration on a stack that is found at these addresses. */
  public static void run(Wanted wanted, Addresses addresses, PrintStream out) {
    try {
      if (wanted.isFirst()) {
        out.println("One booking, made for real:");
        new FirstBooking(addresses, out).make();
        out.println();
      } else {
        new ManyBookings(addresses, out).make(wanted.visits());
      }
    } catch (UncheckedIOException e) {
      throw new StackException("Loket does not answer (is it up? 'make up'): " + e.getMessage(), e);
    } catch (Web.UnexpectedAnswer | Patience.Exhausted e) {
      throw new StackException("The demonstration stopped: " + e.getMessage(), e);
    }
  }

  private static int asked() {
    String text = System.getenv().getOrDefault("N", Integer.toString(USUAL)).strip();
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= MOST) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new StackException("N=" + text + " is not a number from 1 to " + MOST + ".");
  }
}
