package id.loket.report.notice;

import java.net.URI;

/**
 * What a notice says.
 *
 * @param subject one line
 * @param text what happened
 * @param note what the officer says, or null
 * @param action what can be done, or null
 * @param url where it can be done, or where the report is read
 */
record NoticeText(String subject, String text, String note, String action, URI url) {
  /** All in a few lines, for small screens. */
  String inShort() {
    String said = note == null ? "" : " \"" + note + "\"";
    return text + said + (action == null ? "" : " " + action + ": " + url);
  }
}
