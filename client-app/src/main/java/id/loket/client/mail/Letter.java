package id.loket.client.mail;

import java.util.List;

/**
 * What a mail says, before it is put on paper as HTML and as plain text.
 *
 * @param heading the first line, larger
 * @param facts table of what it is about, may be empty
 * @param action the one thing to do, or null
 * @param note small print, or null
 * @param endUrl where such letters are ended with one click (RFC 8058), or null
 */
public record Letter(
    Tone tone,
    String subject,
    String heading,
    List<String> paragraphs,
    List<Fact> facts,
    Action action,
    String note,
    List<Attachment> attachments,
    String endUrl) {
  /** A letter nobody has subscribed to. */
  public Letter(
      Tone tone,
      String subject,
      String heading,
      List<String> paragraphs,
      List<Fact> facts,
      Action action,
      String note,
      List<Attachment> attachments) {
    this(tone, subject, heading, paragraphs, facts, action, note, attachments, null);
  }

  /** How the letter looks at first sight. */
  public enum Tone {
    NEUTRAL("#0b5d7a"),
    GOOD("#1f7a4d"),
    BAD("#9a3412");

    private final String colour;

    Tone(String colour) {
      this.colour = colour;
    }

    /** The colour of its heading and button. */
    public String colour() {
      return colour;
    }
  }

  /** A line of the table. */
  public record Fact(String label, String value) {}

  /** A button. */
  public record Action(String label, String url) {}

  /** A file sent along. */
  public record Attachment(String fileName, String contentType, byte[] content) {}
}
