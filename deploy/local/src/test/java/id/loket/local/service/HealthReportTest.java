package id.loket.local.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HealthReportTest {
  @Test
  void whatIsMissingIsToldAndWhatIsThereIsNot() {
    assertEquals(
        "it waits for servers (RabbitMQ: not reached yet)",
        HealthReport.missing(
            """
            {"status": "DOWN", "checks": [
              {"name": "schema", "status": "UP", "data": {"server": "PostgreSQL"}},
              {"name": "servers", "status": "DOWN",
               "data": {"RabbitMQ": "not reached yet", "S3": "was reached"}}]}
            """));
    assertEquals("it is not ready", HealthReport.missing("<html>"));
  }
}
