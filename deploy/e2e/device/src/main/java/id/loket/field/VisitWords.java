package id.loket.field;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A visit as it is typed, checked before anything is written: {@code RESULT [RUPIAH METHOD RECEIPT]
 * [promise DATE RUPIAH] [note TEXT] [PHOTO.jpg ...]}.
 */
final class VisitWords {
  private static final int MOST_PHOTOS = 10;
  private static final int LONGEST_NOTE = 1000;
  private static final int LONGEST_NUMBER = 50;

  private final Reference reference;
  private final Iterator<String> words;
  private final List<byte[]> photos = new ArrayList<>();
  private Visit.Receipt receipt;
  private Visit.Promise promise;
  private String note;

  private VisitWords(Reference reference, List<String> words) {
    this.reference = reference;
    this.words = words.iterator();
  }

  /**
   * Reads what was typed behind the assignment.
   *
   * @throws Misuse for a word that has no meaning there, or when one is missing
   */
  static Visit read(Reference reference, String assignment, List<String> words) {
    return new VisitWords(reference, words).visit(assignment);
  }

  private Visit visit(String assignment) {
    String result = reference.requireResult(next("the result, for example PAID"));
    while (words.hasNext()) {
      String word = words.next();
      if (word.equals("promise")) {
        promise = new Visit.Promise(date(next("the day of the promise")), rupiah(next("RUPIAH")));
      } else if (word.equals("note")) {
        note = text(next("the note's text"), LONGEST_NOTE);
      } else if (word.matches("(?i).*\\.(jpe?g|png)")) {
        photos.add(photo(Path.of(word)));
      } else if (receipt == null && word.matches("[-+]?\\d.*")) {
        long rupiah = rupiah(word);
        String method = reference.requireMethod(next("how it was paid, for example CASH"));
        receipt =
            new Visit.Receipt(text(next("the receipt's number"), LONGEST_NUMBER), rupiah, method);
      } else {
        throw new Misuse(
            word + " means nothing here: RUPIAH METHOD RECEIPT, promise, note or a photo comes");
      }
    }
    if (photos.size() > MOST_PHOTOS) {
      throw new Misuse("a visit has at most %d photos".formatted(MOST_PHOTOS));
    }
    requireWhatIsNeeded(result);
    return new Visit(assignment, result, note, receipt, promise, -6.917464, 107.619123, photos);
  }

  private void requireWhatIsNeeded(String result) {
    for (String needed : reference.results().get(result)) {
      switch (needed) {
        case "receipt" ->
            require(
                receipt != null,
                result,
                "a receipt: RUPIAH METHOD RECEIPT, as in 150000 CASH KW-0001");
        case "promise" ->
            require(
                promise != null,
                result,
                "a promise: promise DATE RUPIAH, as in promise 2026-12-31 150000");
        case "note" -> require(note != null, result, "a note: note \"TEXT\"");
        default -> {
          // what this phone does not know, the server asks for
        }
      }
    }
  }

  private static void require(boolean given, String result, String needed) {
    if (!given) {
      throw new Misuse(result + " comes with " + needed);
    }
  }

  private String next(String what) {
    if (!words.hasNext()) {
      throw new Misuse("something is missing at the end: " + what);
    }
    return words.next();
  }

  private static long rupiah(String word) {
    try {
      long rupiah = Long.parseLong(word);
      if (rupiah > 0) {
        return rupiah;
      }
    } catch (NumberFormatException e) {
      // said below, as for less than one
    }
    throw new Misuse(word + " is no amount: whole rupiah in digits, as in 150000");
  }

  private static String date(String word) {
    try {
      return LocalDate.parse(word).toString();
    } catch (DateTimeException e) {
      throw new Misuse(word + " is no day: write it as 2026-12-31");
    }
  }

  private static String text(String word, int longest) {
    if (word.isBlank() || word.length() > longest) {
      throw new Misuse("\"%s\" is empty or longer than %d characters".formatted(word, longest));
    }
    return word;
  }

  private static byte[] photo(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Misuse("the photo " + file + " cannot be read: is it there?");
    }
    if (!isJpeg(bytes) && !isPng(bytes)) {
      throw new Misuse(file + " is neither a JPEG nor a PNG, whatever it is called");
    }
    return bytes;
  }

  private static boolean isJpeg(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xd8;
  }

  private static boolean isPng(byte[] bytes) {
    return bytes.length > 4 && bytes[1] == 'P' && bytes[2] == 'N' && bytes[3] == 'G';
  }
}
