package id.loket.local.supply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.artifact.versioning.ComparableVersion;

/**
 * A known weakness of published packages, in the form of the OSV schema
 * (https://ossf.github.io/osv-schema/).
 *
 * @param affected which versions of which packages
 */
record Advisory(String id, String summary, String severity, List<Affected> affected) {
  private static final String MAVEN = "Maven";

  /** Of one package: spans of versions, and versions named one by one. */
  record Affected(String name, List<Span> spans, List<String> versions) {}

  /**
   * From the first version on, up to the one that mends it ({@code fixed}), or the last that has it
   * ({@code last}); neither: not mended.
   */
  record Span(String introduced, String fixed, String last) {
    boolean contains(String version) {
      ComparableVersion asked = new ComparableVersion(version);
      return (introduced.equals("0") || asked.compareTo(new ComparableVersion(introduced)) >= 0)
          && (fixed == null || asked.compareTo(new ComparableVersion(fixed)) < 0)
          && (last == null || asked.compareTo(new ComparableVersion(last)) <= 0);
    }
  }

  static Advisory of(JsonNode osv) {
    List<Affected> affected = new ArrayList<>();
    for (JsonNode each : osv.path("affected")) {
      if (each.path("package").path("ecosystem").asText().equals(MAVEN)) {
        affected.add(affected(each));
      }
    }
    return new Advisory(
        osv.path("id").asText(),
        osv.path("summary").asText(osv.path("details").asText()),
        osv.path("database_specific").path("severity").asText("unrated"),
        affected);
  }

  private static Affected affected(JsonNode each) {
    List<Span> spans = new ArrayList<>();
    for (JsonNode range : each.path("ranges")) {
      spans.addAll(spans(range.path("events")));
    }
    List<String> versions = new ArrayList<>();
    each.path("versions").forEach(version -> versions.add(version.asText()));
    return new Affected(each.path("package").path("name").asText(), spans, versions);
  }

  /** Each "introduced" begins one, which the event after it ends. */
  private static List<Span> spans(JsonNode events) {
    List<Span> spans = new ArrayList<>();
    String introduced = null;
    for (JsonNode event : events) {
      if (event.has("introduced")) {
        introduced = event.get("introduced").asText();
      } else if (introduced != null && (event.has("fixed") || event.has("last_affected"))) {
        spans.add(
            new Span(
                introduced,
                event.path("fixed").asText(null),
                event.path("last_affected").asText(null)));
        introduced = null;
      }
    }
    if (introduced != null) {
      spans.add(new Span(introduced, null, null));
    }
    return spans;
  }

  /** Whether this version of a package ({@code group:artifact}) has the weakness. */
  boolean affects(String name, String version) {
    return affected.stream()
        .filter(each -> each.name.equals(name))
        .anyMatch(
            each ->
                each.versions.contains(version)
                    || each.spans.stream().anyMatch(span -> span.contains(version)));
  }
}
