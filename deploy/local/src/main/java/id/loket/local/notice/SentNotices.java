package id.loket.local.notice;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The latest notices, each once: providers know a message sent again by its id. */
final class SentNotices {
  private static final int MOST = 5_000;

  private final Map<String, SentNotice> notices = new LinkedHashMap<>();

  /** Keeps a notice; false when it was there already. */
  synchronized boolean add(SentNotice notice) {
    if (notices.size() >= MOST) {
      notices.remove(notices.keySet().iterator().next());
    }
    return notices.putIfAbsent(notice.id(), notice) == null;
  }

  /** Newest first. */
  synchronized List<SentNotice> list(Optional<String> to) {
    return notices.values().stream()
        .filter(notice -> to.isEmpty() || notice.to().contains(to.get()))
        .toList()
        .reversed();
  }

  synchronized void clear() {
    notices.clear();
  }
}
