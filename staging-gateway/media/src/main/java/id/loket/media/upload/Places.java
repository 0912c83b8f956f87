package id.loket.media.upload;

import java.util.HashMap;
import java.util.Map;

/** How many uploads are received at once, and how many of one sender: nobody takes all of them. */
final class Places {
  private final int most;
  private final int mostOfOne;
  private final Map<String, Integer> taken = new HashMap<>();
  private int all;

  Places(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** Takes one for that sender, if there is one. */
  synchronized boolean take(String sender) {
    int own = taken.getOrDefault(sender, 0);
    if (all >= most || own >= mostOfOne) {
      return false;
    }
    taken.put(sender, own + 1);
    all++;
    return true;
  }

  /** Gives it back. */
  synchronized void release(String sender) {
    taken.computeIfPresent(sender, (who, own) -> own == 1 ? null : own - 1);
    all--;
  }
}
