package id.loket.kit.start;

import id.loket.kit.schema.SchemaConfig;
import id.loket.kit.tls.TlsConfig;
import io.quarkus.arc.All;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Ends a start with wrong configuration before it has touched anything. */
@Singleton
class ConfigurationChecks {
  static final int EXIT_CODE = 78; // EX_CONFIG of sysexits.h

  private final List<ConfigurationCheck> checks;
  private final SchemaConfig schema;
  private final TlsConfig tls;
  private final String service;

  ConfigurationChecks(
      @All List<ConfigurationCheck> checks,
      SchemaConfig schema,
      TlsConfig tls,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.checks = checks;
    this.schema = schema;
    this.tls = tls;
    this.service = service;
  }

  void check(@Observes @Priority(StartOrder.CONFIGURATION) StartupEvent startup) {
    UnreadableConfiguration.wasRead();
    // A step that only migrates serves nobody: it is given the database's login and no secret.
    boolean strict =
        !LaunchMode.current().isDevOrTest() && schema.migrate() != SchemaConfig.Mode.ONLY;
    Faults faults = new Faults(strict, tls.demand());
    checks.forEach(check -> check.check(faults));
    if (!faults.found().isEmpty()) {
      throw EarlyEnd.failed(line(service, faults.found()), EXIT_CODE);
    }
  }

  static String line(String service, List<String> faults) {
    return service + " does not start: " + String.join("; ", faults);
  }
}
