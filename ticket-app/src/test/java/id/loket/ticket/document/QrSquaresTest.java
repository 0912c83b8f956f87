package id.loket.ticket.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QrSquaresTest {
  /** Found among random ones: readers take a pattern in the middle of its code for a corner. */
  private static final String MISLEADING =
      "LKT1.1yYRQ1y5wnGizg0yLBWDOlOcgbtQm_MR01g5RsNmVyzeVw"
          + ".qI2-PonF5b8yF29QroDfdtZGeX3l2mW1I-xFjfoq7B8zBsDpAG3DlpraVh10w1cZNPMqjQqfcVVJG7jhFi_Z3g";

  @Test
  void aCodeThatReadersMistakeIsDrawnUnderAnotherMask() {
    assertThat(QrSquares.legible(QrSquares.encode(MISLEADING, Map.of()), MISLEADING)).isFalse();

    assertThat(QrSquares.legible(QrSquares.encode(MISLEADING), MISLEADING)).isTrue();
  }
}
