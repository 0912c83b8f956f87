package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  private static final int LONGEST = 200;

  /** What was read, in words: "line: field|field" or "line! REASON". */
  private static final class Heard implements CsvReader.Rows {
    private final List<String> rows = new ArrayList<>();

    @Override
    public void row(long line, String[] fields) {
      rows.add(line + ": " + String.join("|", fields));
    }

    @Override
    public void broken(long line, Reason reason) {
      rows.add(line + "! " + reason);
    }
  }

  private static List<String> read(byte[] file, int pieceSize) {
    Heard heard = new Heard();
    CsvReader reader = new CsvReader(LONGEST, heard);
    for (int from = 0; from < file.length; from += pieceSize) {
      reader.read(ByteBuffer.wrap(file, from, Math.min(pieceSize, file.length - from)));
    }
    reader.end();
    return heard.rows;
  }

  private static List<String> read(String file) {
    return read(file.getBytes(StandardCharsets.UTF_8), 7);
  }

  @Test
  void linesEndWithLfOrCrLfAndTheLastNeedsNone() {
    assertThat(read("a,b\r\nc,d\ne,f")).containsExactly("1: a|b", "2: c|d", "3: e|f");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstField() {
    assertThat(read("\uFEFFa,b\n")).containsExactly("1: a|b");
    assertThat(read("\uFEFF")).isEmpty();
  }

  @Test
  void quotedFieldsHoldCommasQuotesAndLineBreaks() {
    assertThat(read("\"a,\"\"b\"\"\",\"c\nd\"\ne,\"\"\n"))
        .containsExactly("1: a,\"b\"|c\nd", "3: e|");
  }

  @Test
  void emptyLinesAreNoRows() {
    assertThat(read("a,b\n\n\r\nc,d\n\n")).containsExactly("1: a|b", "4: c|d");
  }

  @Test
  void whatIsBrokenIsToldAndTheNextRowIsReadAllTheSame() {
    assertThat(read("a\"b,c\nd,e\n")).containsExactly("1! QUOTE", "2: d|e");
    assertThat(read("\"a\"b,c\nd,e\n")).containsExactly("1! QUOTE", "2: d|e");
    assertThat(read("a\rb\nd,e\n")).containsExactly("1! CARRIAGE_RETURN", "2: d|e");
    assertThat(read("a\0b\nd,e\n")).containsExactly("1! NUL", "2: d|e");
    assertThat(read("x".repeat(300) + "\nd,e\n")).containsExactly("1! ROW_TOO_LONG", "2: d|e");
    assertThat(read("a,\"never closed\nd,e\n")).containsExactly("1! QUOTE");
    assertThat(read("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18\nd,e\n"))
        .containsExactly("1! COLUMNS", "2: d|e");
  }

  @Test
  void bytesThatAreNoUtf8AreTold() {
    byte[] latin1 = "caf\u00e9,b\nd,e\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read(latin1, 3)).containsExactly("1! NOT_UTF8", "2: d|e");
    assertThat(read("café,b\n")).containsExactly("1: café|b");
  }

  @Test
  void aLineWithoutEndTakesNoMoreMemoryThanALongRow() {
    Heard heard = new Heard();
    CsvReader reader = new CsvReader(LONGEST, heard);
    byte[] piece = "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 2000; i++) { // 128 MiB
      reader.read(ByteBuffer.wrap(piece));
    }
    reader.read(ByteBuffer.wrap("\na,b\n".getBytes(StandardCharsets.US_ASCII)));
    reader.end();
    assertThat(heard.rows).containsExactly("1! ROW_TOO_LONG", "2: a|b");
  }

  @Property
  void anyRowsAreReadBackHoweverTheyArriveInPieces(
      @ForAll("rows") List<List<String>> rows, @ForAll @IntRange(min = 1, max = 40) int pieceSize) {
    String file =
        rows.stream()
            .map(
                row ->
                    row.stream()
                        .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                        .collect(Collectors.joining(",")))
            .collect(Collectors.joining("\r\n"));

    List<String> read = read(file.getBytes(StandardCharsets.UTF_8), pieceSize);

    assertThat(read.stream().map(row -> row.substring(row.indexOf(':') + 2)))
        .containsExactlyElementsOf(rows.stream().map(row -> String.join("|", row)).toList());
  }

  @Property
  void garbageIsNeverAnError(
      @ForAll byte[] garbage, @ForAll @IntRange(min = 1, max = 40) int pieceSize) {
    read(garbage, pieceSize);
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    Arbitrary<String> field = Arbitraries.strings().withChars("ab,\"\n\r é漢=").ofMaxLength(8);
    return field.list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(6);
  }
}
