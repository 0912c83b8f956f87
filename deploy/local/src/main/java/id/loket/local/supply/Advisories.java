package id.loket.local.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known of weak packages, from the folder deploy/supply.
 *
 * @param refreshed the day OSV was last asked; null when it never was
 * @param entered the day somebody wrote the file by hand; null when it came from OSV
 */
record Advisories(String refreshed, String entered, List<Advisory> known, List<Accepted> accepted) {
  static final String FILE = "advisories.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A dependency that has a known weakness.
   *
   * @param accepted why that is no harm here; null when it is
   */
  record Finding(Dependency dependency, Advisory advisory, Accepted accepted) {}

  static Advisories read(Path folder) throws IOException {
    JsonNode file = JSON.readTree(folder.resolve(FILE).toFile());
    List<Advisory> known = new ArrayList<>();
    for (JsonNode osv : file.path("advisories")) {
      if (!osv.hasNonNull("withdrawn")) {
        known.add(Advisory.of(osv));
      }
    }
    List<Accepted> accepted = new ArrayList<>();
    JSON.readTree(folder.resolve("accepted.json").toFile())
        .forEach(entry -> accepted.add(Accepted.of(entry)));
    return new Advisories(
        file.path("refreshed").asText(null), file.path("entered").asText(null), known, accepted);
  }

  List<Finding> of(Iterable<Dependency> dependencies, LocalDate today) {
    List<Finding> found = new ArrayList<>();
    for (Dependency dependency : dependencies) {
      for (Advisory advisory : known) {
        if (advisory.affects(dependency.name(), dependency.version())) {
          found.add(new Finding(dependency, advisory, acceptance(advisory, dependency, today)));
        }
      }
    }
    return found;
  }

  private Accepted acceptance(Advisory advisory, Dependency dependency, LocalDate today) {
    return accepted.stream()
        .filter(each -> each.covers(advisory, dependency, today))
        .findFirst()
        .orElse(null);
  }

  /** How far this knowledge reaches, in a sentence. */
  String reach() {
    return refreshed != null
        ? "OSV was last asked on " + refreshed + "; what it learned since is not known here."
        : "OSV was never asked: only what was entered by hand on "
            + entered
            + " is known, and weaknesses of all other packages are not.";
  }
}
