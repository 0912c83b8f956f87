package id.loket.report;

import id.loket.kit.testing.EventCatalogue;
import org.junit.jupiter.api.Test;

class EventCatalogueTest {
  @Test
  void theMessagesDoNotChangeUnannounced() {
    EventCatalogue.of("report-app")
        .publishes(
            "id.loket.report.report.ReportChanged",
            "report.received",
            "report.status_changed",
            "report.sla_breached",
            "report.confirmed",
            "report.asked",
            "report.deleted")
        .publishes(
            "id.loket.report.media.MediaEvent",
            "media.uploaded",
            "media.arrived",
            "media.stored",
            "media.rejected")
        .publishes("id.loket.report.demand.Demand$ForecastUpdated", "forecast.updated")
        .requireUnchanged();
  }
}
