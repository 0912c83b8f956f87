package id.loket.kit.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageLogTest {
  private final Logger logger = Logger.getLogger(OutageLogTest.class.getName());
  private final List<Level> told = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          told.add(entry.getLevel());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setLevel(null);
  }

  @Test
  void anOutageIsToldOnceAndItsEndToo() {
    OutageLog log = new OutageLog(OutageLogTest.class, "Letters wait");

    log.worked();
    log.failed(new IllegalStateException("no post office"));
    log.failed(new IllegalStateException("no post office"));
    log.worked();
    log.worked();

    assertThat(told)
        .extracting(Level::intValue)
        .containsExactly(Level.WARNING.intValue(), Level.INFO.intValue());
  }
}
