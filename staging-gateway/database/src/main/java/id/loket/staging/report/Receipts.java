package id.loket.staging.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what two sides say was received. */
final class Receipts {
  private Receipts() {}

  /**
   * Whether both say the same by method and currency; nothing of a method is like not naming it.
   */
  static boolean agree(List<MethodTotal> ours, List<MethodTotal> theirs) {
    return byMethod(ours).equals(byMethod(theirs));
  }

  private static Map<String, List<Long>> byMethod(List<MethodTotal> receipts) {
    Map<String, List<Long>> sums = new HashMap<>();
    for (MethodTotal receipt : receipts) {
      if (receipt.count() != 0 || receipt.amount().amount() != 0) {
        sums.merge(
            receipt.method() + " " + receipt.amount().currency(),
            List.of((long) receipt.count(), receipt.amount().amount()),
            (a, b) -> List.of(a.get(0) + b.get(0), a.get(1) + b.get(1)));
      }
    }
    return sums;
  }
}
