package id.loket.local.server;

import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import id.loket.local.process.Programs;
import id.loket.local.supply.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs of Debian's that are unpacked into a folder, not installed: that takes no root. */
public final class DebianPackages {
  private DebianPackages() {}

  /**
   * Fetches a package, and what it needs and this machine has not, and unpacks it all. apt gets
   * lists and cache folders of its own, dpkg-deb only unpacks.
   *
   * @throws StackException when that cannot be done here, with the reason
   */
  public static void unpack(Path into, String name) throws IOException, InterruptedException {
    if (Programs.find("apt-get").isEmpty() || Programs.find("dpkg-deb").isEmpty()) {
      throw new StackException("This machine has neither " + name + " nor apt-get to fetch it.");
    }
    Path apt = into.resolveSibling(into.getFileName() + ".apt");
    Files.createDirectories(apt.resolve("lists/partial"));
    Files.createDirectories(apt.resolve("cache/archives/partial"));
    List<String> privately = new ArrayList<>(List.of("apt-get", "-q"));
    for (String option :
        List.of(
            "Dir::State=" + apt,
            "Dir::State::lists=" + apt.resolve("lists"),
            "Dir::State::status=/var/lib/dpkg/status",
            "Dir::Cache=" + apt.resolve("cache"),
            "Debug::NoLocking=true",
            "APT::Sandbox::User=",
            "APT::Get::AllowUnauthenticated=false",
            "Acquire::AllowInsecureRepositories=false",
            "APT::Update::Post-Invoke::=true",
            "DPkg::Post-Invoke::=true",
            "Acquire::http::Timeout=20",
            "Acquire::Retries=3")) {
      privately.addAll(List.of("-o", option));
    }
    run(into, privately, "update");
    run(into, privately, "install", "--no-install-recommends", "--download-only", "-y", name);
    try (Stream<Path> packages = Files.list(apt.resolve("cache/archives"))) {
      Map<String, String> recorded =
          Digests.read(ProjectFolder.find().resolve("deploy/supply/downloads.sha256"));
      for (Path file : packages.filter(each -> each.toString().endsWith(".deb")).toList()) {
        refuseChanged(file, recorded);
        run(into, List.of("dpkg-deb", "-x", file.toString()), into.toString());
      }
    }
    Folders.delete(apt);
  }

  /** Where unpacked programs find their libraries: for {@code LD_LIBRARY_PATH}. */
  public static String libraries(Path root) throws IOException {
    Path usual = root.resolve("usr/lib");
    if (!Files.isDirectory(usual)) {
      return "";
    }
    try (Stream<Path> entries = Files.list(usual)) {
      return entries
          .filter(each -> each.getFileName().toString().endsWith("-linux-gnu"))
          .map(Path::toString)
          .collect(Collectors.joining(":"));
    }
  }

  /**
   * The same version must be the same file. For one that is newer than those recorded Debian's
   * signed lists have to do, by which apt-get has checked it.
   */
  private static void refuseChanged(Path file, Map<String, String> recorded) {
    String expected = recorded.get(file.getFileName().toString());
    if (expected != null && !expected.equals(Digests.of(file))) {
      throw new StackException(
          file.getFileName() + " is not the file that deploy/supply/downloads.sha256 records.");
    }
  }

  private static void run(Path folder, List<String> command, String... arguments)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(arguments));
    Programs.Output output =
        Programs.run(folder, Map.of("DEBIAN_FRONTEND", "noninteractive", "LC_ALL", "C"), whole);
    if (!output.succeeded()) {
      throw new StackException(
          "Fetching Debian's packages failed at '%s %s':%n%s"
              .formatted(command.getFirst(), arguments[0], output.text()));
    }
  }
}
