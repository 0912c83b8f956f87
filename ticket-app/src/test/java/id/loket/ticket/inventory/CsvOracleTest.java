package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** A judge from outside: what FastCSV writes is read as it was, and what both read is the same. */
class CsvOracleTest {
  private static final int LONGEST = 10_000;

  /** What our reader made of a file. */
  private static final class Ours implements CsvReader.Rows {
    private final List<List<String>> rows = new ArrayList<>();
    private boolean broken;

    static Ours of(String file, int pieceSize) {
      Ours ours = new Ours();
      CsvReader reader = new CsvReader(LONGEST, ours);
      byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
      for (int from = 0; from < bytes.length; from += pieceSize) {
        reader.read(ByteBuffer.wrap(bytes, from, Math.min(pieceSize, bytes.length - from)));
      }
      reader.end();
      return ours;
    }

    @Override
    public void row(long line, String[] fields) {
      rows.add(List.of(fields));
    }

    @Override
    public void broken(long line, Reason reason) {
      broken = true;
    }
  }

  @Property
  void whatFastCsvWritesIsReadAsItWas(
      @ForAll("rows") List<List<String>> rows,
      @ForAll boolean windows,
      @ForAll boolean always,
      @ForAll @IntRange(min = 1, max = 40) int pieceSize)
      throws IOException {
    StringWriter file = new StringWriter();
    try (CsvWriter writer =
        CsvWriter.builder()
            .lineDelimiter(windows ? LineDelimiter.CRLF : LineDelimiter.LF)
            .quoteStrategy(always ? QuoteStrategies.ALWAYS : QuoteStrategies.EMPTY)
            .build(file)) {
      rows.forEach(writer::writeRecord);
    }

    Ours read = Ours.of(file.toString(), pieceSize);

    assertThat(read.broken).isFalse();
    assertThat(read.rows).isEqualTo(rows);
  }

  @Property(tries = 5000)
  void whatWeReadFastCsvReadsToo(@ForAll("texts") String text) {
    Ours ours = Ours.of(text, 7);
    Optional<List<List<String>>> theirs = fastCsv(text);

    if (theirs.isEmpty()) {
      assertThat(ours.broken).isTrue();
    } else if (!ours.broken) {
      assertThat(ours.rows).isEqualTo(theirs.get());
    }
  }

  /** Empty where FastCSV reads it as nothing. */
  private static Optional<List<List<String>>> fastCsv(String text) {
    try (var reader =
        de.siegmar.fastcsv.reader.CsvReader.builder()
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .allowUnclosedQuote(false)
            .skipEmptyLines(true)
            .ofCsvRecord(text)) {
      return Optional.of(reader.stream().map(CsvRecord::getFields).toList());
    } catch (CsvParseException unreadable) {
      return Optional.empty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Provide
  Arbitrary<List<List<String>>> rows() {
    Arbitrary<String> field = Arbitraries.strings().withChars("ab,\"\n\r é漢=;").ofMaxLength(8);
    return field.list().ofMinSize(1).ofMaxSize(4).list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "é", ",", "\"", "\"\"", "\n", "\r\n", " ")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }
}
