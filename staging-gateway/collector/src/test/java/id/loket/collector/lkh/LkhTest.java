package id.loket.collector.lkh;

import static id.loket.collector.testing.Phone.device;
import static id.loket.collector.testing.Phone.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import id.loket.collector.testing.CollectorTest;
import id.loket.collector.testing.MachineStandIn;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.openpdf.text.pdf.PdfReader;
import org.openpdf.text.pdf.parser.PdfTextExtractor;

@CollectorTest
class LkhTest {
  @Test
  void theDailyReportIsToldAsJson() {
    device()
        .get("/collector/lkh/2026-11-20")
        .then()
        .statusCode(200)
        .body("date", equalTo("2026-11-20"))
        .body("batches[0].totals.receipts[0].amount.amount", equalTo(150_000))
        .body("batches[0].visits[0].flags", hasItem("LATE"));
  }

  @Test
  void asCsvNoTextIsTakenForAFormula() {
    String csv =
        device()
            .accept("text/csv")
            .get("/collector/lkh/2026-11-20")
            .then()
            .statusCode(200)
            .header("Content-Disposition", equalTo("inline; filename=\"lkh-2026-11-20.csv\""))
            .extract()
            .asString();

    assertThat(csv.lines())
        .hasSize(2)
        .last()
        .asString()
        .startsWith(
            "1,OPEN,1,2026-11-20T02:10:00Z,KTR-00017,Siti Rahma,PART_PAID,KW-0001,150000,IDR")
        .endsWith("LATE,\"'=HYPERLINK(\"\"x\"\"), \"\"sisa\"\"\"");
  }

  @Test
  void asPdfItIsInTheReadersLanguage() throws Exception {
    byte[] pdf =
        device()
            .accept("application/pdf")
            .header("Accept-Language", "id")
            .get("/collector/lkh/2026-11-20")
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();

    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    try (PdfReader reader = new PdfReader(pdf)) {
      String text = new PdfTextExtractor(reader).getTextFromPage(1);
      assertThat(text)
          .contains("Laporan Kunjungan Harian")
          .contains("Budi Santoso")
          .contains("Rp 150.000")
          .contains("Bayar sebagian")
          .contains("1,2 km");
    }
  }

  @Test
  void administratorsSayWhoseReport() {
    user("admin").get("/collector/lkh/2026-11-20").then().statusCode(400);
    user("admin")
        .get("/collector/lkh/2026-11-20?collector={c}", MachineStandIn.COLLECTOR)
        .then()
        .statusCode(200);
    device().get("/collector/lkh/20-11-2026").then().statusCode(400);
    user("citizen").get("/collector/lkh/2026-11-20").then().statusCode(403);
  }
}
