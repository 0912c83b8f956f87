package id.loket.local.bench;

import id.loket.local.Options;
import java.util.Map;

/** JVMs as in production: with both compilers, and more room than on a desk. */
final class Production {
  private static final Map<String, String> COMPILING =
      Map.of(
          "LOKET_SERVICE_JAVA_OPTIONS", "-XX:+UseSerialGC -Xmx512m",
          "LOKET_CASSANDRA_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4 -Xms1g -Xmx1g",
          "LOKET_S3_JAVA_OPTIONS", "-XX:TieredStopAtLevel=4");

  private Production() {}

  /** These options with JVMs as in production, unless the environment says otherwise. */
  static Options options(Options given) {
    Options options = given;
    for (Map.Entry<String, String> compiling : COMPILING.entrySet()) {
      if (!options.environment().containsKey(compiling.getKey())) {
        options = options.with(compiling.getKey(), compiling.getValue());
      }
    }
    return options;
  }
}
