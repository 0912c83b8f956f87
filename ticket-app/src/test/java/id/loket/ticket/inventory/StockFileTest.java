package id.loket.ticket.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StockFileTest {
  private static StockFile.Part read(ImportMode mode, String content) {
    StockFile file = new StockFile(mode);
    file.read(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    file.end();
    return file.take();
  }

  private static Reason reason(String row) {
    StockFile.Part part = read(ImportMode.SET, "store,item,count\n" + row + "\n");
    assertThat(part.good()).isEmpty();
    return part.bad().getFirst().reason();
  }

  @Test
  void goodRowsAreReadWithTheirLines() {
    assertThat(
            read(ImportMode.SET, "Store, item ,count\nMakassar,Kaus,3\n \"Makassar\",x,1\n").good())
        .containsExactly(new StockRow("Makassar", "Kaus", 3, 2));
    assertThat(read(ImportMode.DELTA, "store,item,count\na,b,-5\na,c,+5\n").good())
        .containsExactly(new StockRow("a", "b", -5, 2), new StockRow("a", "c", 5, 3));
  }

  @Test
  void everyBadRowHasItsReason() {
    assertThat(reason("a,b")).isEqualTo(Reason.COLUMNS);
    assertThat(reason("a,b,1,2")).isEqualTo(Reason.COLUMNS);
    assertThat(reason("a,b,-1")).isEqualTo(Reason.COUNT_NEGATIVE);
    assertThat(reason("a,b,1.5")).isEqualTo(Reason.COUNT_DECIMAL);
    assertThat(reason("a,b,many")).isEqualTo(Reason.COUNT_NOT_A_NUMBER);
    assertThat(reason("a,b,-")).isEqualTo(Reason.COUNT_NOT_A_NUMBER);
    assertThat(reason("a,b,")).isEqualTo(Reason.COUNT_MISSING);
    assertThat(reason("a,b,99999999999999999999")).isEqualTo(Reason.COUNT_TOO_LARGE);
    assertThat(reason("a,b,1000000000001")).isEqualTo(Reason.COUNT_TOO_LARGE);
    assertThat(reason(",b,1")).isEqualTo(Reason.NAME_MISSING);
    assertThat(reason("a, ,1")).isEqualTo(Reason.NAME_MISSING);
    assertThat(reason("a," + "b".repeat(101) + ",1")).isEqualTo(Reason.NAME_TOO_LONG);
    assertThat(reason("a,=cmd(),1")).isEqualTo(Reason.NAME_FORMULA);
    assertThat(reason("@sum,b,1")).isEqualTo(Reason.NAME_FORMULA);
    assertThat(reason("\"a\nb\",b,1")).isEqualTo(Reason.NAME_CONTROL);
  }

  @Test
  void aFileThatIsNoFileOfStockIsToldSo() {
    assertUnreadable("", Reason.EMPTY_FILE);
    assertUnreadable("\n\n", Reason.HEADER);
    assertUnreadable("a,b,3\n", Reason.HEADER);
    assertUnreadable("store;item;count\na;b;3\n", Reason.HEADER);
    assertUnreadable("PK\u0003\u0004something", Reason.NOT_TEXT);
    assertUnreadable("\0\0\0", Reason.NOT_TEXT);
  }

  private static void assertUnreadable(String content, Reason reason) {
    assertThatThrownBy(() -> read(ImportMode.SET, content))
        .isInstanceOfSatisfying(
            StockFile.Unreadable.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
