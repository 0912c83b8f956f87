package id.loket.report.media;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Looks for signs that a photo is something else at the same time: an archive, a document, a web
 * page, a script. Cameras write such things neither into a photo's descriptive parts nor behind it.
 * Looks at a stream of bytes without keeping it.
 */
final class ForeignContent {
  private static final List<String> SIGNS =
      List.of(
          "pk\u0003\u0004",
          "pk\u0005\u0006",
          "%pdf-",
          "<script",
          "<?php",
          "<html",
          "<!doctype html",
          "rar!\u001a");
  private static final int LONGEST = SIGNS.stream().mapToInt(String::length).max().orElseThrow();

  private final StringBuilder last = new StringBuilder(2 * LONGEST);
  private boolean found;

  /** Looks at further bytes. */
  void look(byte[] bytes, int from, int length) {
    for (int at = from; at < from + length && !found; at++) {
      look(bytes[at]);
    }
  }

  /** Looks at one further byte. */
  void look(int value) {
    last.append((char) Character.toLowerCase(value & 0xff));
    if (last.length() >= 2 * LONGEST) {
      search();
      last.delete(0, last.length() - LONGEST + 1);
    }
  }

  /** What comes now does not follow what came. */
  void apart() {
    search();
    last.setLength(0);
  }

  /** Whether anything foreign was seen. */
  boolean isFound() {
    search();
    return found;
  }

  /** Whether a text of a photo would count as foreign. */
  static boolean isIn(String text) {
    ForeignContent content = new ForeignContent();
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    content.look(bytes, 0, bytes.length);
    return content.isFound();
  }

  private void search() {
    if (!found) {
      found = SIGNS.stream().anyMatch(sign -> last.indexOf(sign) >= 0);
    }
  }
}
