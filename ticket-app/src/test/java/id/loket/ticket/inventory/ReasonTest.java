package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import org.junit.jupiter.api.Test;

class ReasonTest {
  private final Messages messages = Messages.of("inventory");

  @Test
  void everyReasonIsToldInBothLanguages() {
    assertThat(messages.keys(Language.INDONESIAN)).isEqualTo(messages.keys(Language.ENGLISH));
    for (Reason reason : Reason.values()) {
      assertThat(messages.keys(Language.ENGLISH)).contains(reason.key());
    }
  }

  @Test
  void errorsAreWrittenAsCsv() {
    String csv =
        new ErrorTexts().csv(java.util.List.of(new RowError(7, "item", Reason.REPEATED, "3")));

    assertThat(csv)
        .isEqualTo(
            "line,column,reason,alasan\r\n7,item,"
                + "\"the same store and item stand in line 3 already\","
                + "\"toko dan barang yang sama sudah ada di baris 3\"\r\n");
  }
}
