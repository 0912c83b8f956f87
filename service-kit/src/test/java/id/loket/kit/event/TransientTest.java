package id.loket.kit.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParseException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransientTest {
  @ParameterizedTest
  @CsvSource({
    "08006, connection failure",
    "25006, cannot execute INSERT in a read-only transaction",
    "25P03, terminating connection due to idle-in-transaction timeout",
    "40001, could not serialize access",
    "40P01, deadlock detected",
    "53300, too many connections",
    "53100, could not extend file",
    "55P03, canceling statement due to lock timeout",
    "57P01, terminating connection due to administrator command",
    "57014, canceling statement due to statement timeout",
    "58030, could not read block",
    "0A000, cached plan must not change result type"
  })
  void aServerThatCannotNowIsWaitedFor(String state, String message) {
    assertThat(Transient.is(failure(state, message))).isTrue();
    assertThat(Transient.is(new RuntimeException(failure(state, message)))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0A000, DISTINCT is not supported",
    "22021, invalid byte sequence",
    "23505, duplicate key",
    "23514, new row violates check constraint (25006)",
    "42P01, relation does not exist"
  })
  void aStatementThatNeverWorksIsNot(String state, String message) {
    assertThat(Transient.is(failure(state, message))).isFalse();
  }

  @Test
  void whatNoRepetitionMendsIsNot() {
    assertThat(Transient.is(new IOException("connection reset"))).isTrue();
    assertThat(Transient.is(new JsonParseException(null, "no JSON"))).isFalse();
    assertThat(Transient.is(new PoisonMessage("never", new IOException()))).isFalse();
    assertThat(Transient.is(new IllegalStateException("a defect"))).isFalse();
  }

  private static PgException failure(String state, String message) {
    return new PgException(message, "ERROR", state, null);
  }
}
