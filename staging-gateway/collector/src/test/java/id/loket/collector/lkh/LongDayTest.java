package id.loket.collector.lkh;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.collector.upstream.BatchView;
import id.loket.kit.language.Language;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;

/** Visits that are only in the totals are never left out in silence. */
class LongDayTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final Instant NOON = Instant.parse("2026-11-20T05:00:00Z");

  @Test
  void theTableSaysHowManyAreLeftOut() {
    assertThat(LkhCsv.write(ofVisits(100_000)).lines())
        .hasSize(2)
        .last()
        .isEqualTo("1,OPEN,,,,,,,,,,,,,LEFT_OUT,100000");
    assertThat(LkhCsv.write(ofVisits(0)).lines()).hasSize(1);
  }

  @Test
  void thePaperSaysHowManyAreLeftOut() throws IOException {
    assertThat(paper(ofVisits(100_000), Language.INDONESIAN)).contains("100.000 kunjungan lain");
    assertThat(paper(ofVisits(100_000), Language.ENGLISH)).contains("Another 100,000 visits");
    assertThat(paper(ofVisits(0), Language.ENGLISH)).doesNotContain("Another");
  }

  private static String paper(DayReport report, Language language) throws IOException {
    byte[] pdf = LkhPaper.draw(report, language, ZoneId.of("Asia/Jakarta"));
    try (PdfReader reader = new PdfReader(pdf)) {
      return new PdfTextExtractor(reader).getTextFromPage(1);
    }
  }

  /** A day of so many visits, none of which is told by itself. */
  private static DayReport ofVisits(int count) {
    UUID collector = new UUID(0, 1);
    return new DayReport(
        DAY,
        collector,
        List.of(
            new DayReport.BatchReport(
                new BatchView(new UUID(0, 2), collector, DAY, 1, "OPEN", NOON, null, null),
                "Budi Santoso",
                "",
                new DayReport.Totals(count, 0, Map.of(), List.of(), 0, List.of(), 0, 0, 0),
                List.of(),
                List.of())));
  }
}
