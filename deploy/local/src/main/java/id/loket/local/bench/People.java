package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.visitor.Addresses;
import id.loket.local.visitor.Venue;
import id.loket.local.visitor.Visitor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sample users, signed in once per stack: later client-app may be stopped. */
final class People {
  private static final Map<String, Visitor> SIGNED_IN = new HashMap<>();

  private People() {}

  static Visitor citizen(LocalStack stack, Addresses addresses) {
    return signedIn(stack, addresses, "citizen");
  }

  static Visitor admin(LocalStack stack, Addresses addresses) {
    return signedIn(stack, addresses, "admin");
  }

  static List<Venue> venues(LocalStack stack, Addresses addresses, int count, int seats) {
    Visitor organiser = signedIn(stack, addresses, "organiser");
    List<Venue> venues = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      venues.add(Venue.open(organiser, addresses, "Ukuran " + n, seats));
    }
    return venues;
  }

  private static Visitor signedIn(LocalStack stack, Addresses addresses, String role) {
    return SIGNED_IN.computeIfAbsent(
        role + stack.dataFolder(), key -> Visitor.sample(addresses, role));
  }
}
