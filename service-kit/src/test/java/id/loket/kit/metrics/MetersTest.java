package id.loket.kit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MetersTest {
  @Test
  void callsAreToldByTheirPathsPattern() {
    assertThat(Meters.pattern("/holds")).isEqualTo("/holds");
    assertThat(Meters.pattern("/holds/01a1f8ed-a54a-7090-9809-84b7b4250382"))
        .isEqualTo("/holds/{id}");
    assertThat(Meters.pattern("/invoices/INV-20261120-YNJR5RGE6300AAF6/void"))
        .isEqualTo("/invoices/{id}/void");
    assertThat(Meters.pattern("/tickets/a1.pdf?X-Amz-Signature=0a1b")).isEqualTo("/tickets/{id}");
    assertThat(Meters.pattern("/.well-known/jwks.json")).isEqualTo("/.well-known/jwks.json");
  }

  @Test
  void aThousandIdsMakeOneSeries() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    registry.config().meterFilter(new Meters().paths());

    for (int id = 0; id < 1000; id++) {
      registry.timer("http.client.requests", "uri", "/holds/" + id, "status", "204");
    }

    assertThat(registry.find("http.client.requests").timers())
        .singleElement()
        .satisfies(timer -> assertThat(timer.getId().getTag("uri")).isEqualTo("/holds/{id}"));
  }
}
