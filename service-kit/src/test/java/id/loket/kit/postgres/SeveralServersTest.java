package id.loket.kit.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeveralServersTest {
  @Test
  void anAddressEachIsMadeOfWhatPostgresqlsOwnClientsRead() {
    assertThat(poolOf("postgresql://one:5432,two:5433/ticket"))
        .containsExactly(
            "vertx-reactive:postgresql://one:5432/ticket",
            "vertx-reactive:postgresql://two:5433/ticket");
  }

  @Test
  void oneServerStaysAsItIs() {
    assertThat(poolOf("postgresql://one:5432/ticket"))
        .containsExactly("vertx-reactive:postgresql://one:5432/ticket");
  }

  private static List<String> poolOf(String url) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredInterceptors()
        .addDefaultInterceptors()
        .withSources(
            new PropertiesConfigSource(
                Map.of(
                    "quarkus.datasource.reactive.url",
                    "vertx-reactive:${LOKET_DB_URL}",
                    "LOKET_DB_URL",
                    url),
                "test",
                100))
        .build()
        .getValues("quarkus.datasource.reactive.url", String.class);
  }
}
