package id.loket.local.server;

import id.loket.local.StackException;
import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL refuses to run as root. A root user (in a container, mostly) runs it in a user
 * namespace where it is somebody else, or hands the data folder to "nobody" where namespaces are
 * forbidden.
 */
final class OrdinaryUser {
  private static final List<String> NAMESPACE =
      List.of("unshare", "-U", "--map-user=1000", "--map-group=1000");
  private static final String NOBODY = "65534";
  private static final List<String> SETPRIV =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

  private OrdinaryUser() {}

  /** What to put before the command; empty for everybody but root. */
  static List<String> prefix(Path folder) throws IOException, InterruptedException {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    if (works(folder, NAMESPACE)) {
      return NAMESPACE;
    }
    own(folder, SETPRIV);
    if (works(folder, SETPRIV)) {
      return SETPRIV;
    }
    throw new StackException(
        "PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' works here"
            + " (the folder "
            + folder
            + " must be reachable for user "
            + NOBODY
            + "). Run as another user, or name a server with LOKET_POSTGRES_URL.");
  }

  /** Hands the folder over when the command will run as "nobody". */
  static void own(Path folder, List<String> prefix) throws IOException, InterruptedException {
    if (prefix.equals(SETPRIV)) {
      Programs.run(
          folder, Map.of(), List.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()));
    }
  }

  private static boolean works(Path folder, List<String> prefix)
      throws IOException, InterruptedException {
    if (Programs.find(prefix.getFirst()).isEmpty()) {
      return false;
    }
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("test", "-w", folder.toString()));
    return Programs.run(folder, Map.of(), command).succeeded();
  }
}
