package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.Options;
import id.loket.local.StackException;
import id.loket.local.process.ChildProcess;
import id.loket.local.process.Launch;
import id.loket.local.process.Programs;
import id.loket.local.server.CacheFolder;
import id.loket.local.server.DebianPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An nginx with one worker, for services to be compared with. */
public final class Nginx {
  private static final String UNPACKED = "nginx-debian";

  private Nginx() {}

  /**
   * Finds this machine's, or fetches Debian's into the cache, where no root is needed.
   *
   * @throws StackException where there is none and none can be fetched, with what to do
   */
  public static Path find() throws IOException, InterruptedException {
    Optional<Path> installed = Programs.find("nginx");
    if (installed.isPresent()) {
      return installed.get();
    }
    try {
      return new CacheFolder(Options.temporary().cacheFolder())
          .unpacked(UNPACKED, folder -> DebianPackages.unpack(folder, "nginx"))
          .resolve("usr/sbin/nginx");
    } catch (StackException e) {
      throw new StackException(
          "nginx, which is compared with, is missing (Debian: apt-get install nginx-light).\n"
              + e.getMessage());
    }
  }

  /** Starts one; all it writes goes below the stack's folder. */
  public static ChildProcess start(LocalStack stack, Path program, String name, String servers)
      throws IOException {
    Path folder = Files.createDirectories(stack.dataFolder().resolve(name));
    Path file = folder.resolve("nginx.conf");
    String root =
        ProcessHandle.current().info().user().orElse("").equals("root") ? "user root;\n" : "";
    Files.writeString(
        file,
        root
            + """
            daemon off;
            master_process off;
            worker_processes 1;
            pid %s/nginx.pid;
            error_log %s/error.log;
            events { worker_connections 1024; }
            http {
              access_log off;
              keepalive_requests 100000000;
              client_body_temp_path %s/body;
              proxy_temp_path %s/proxy;
              fastcgi_temp_path %s/fastcgi;
              uwsgi_temp_path %s/uwsgi;
              scgi_temp_path %s/scgi;
              %s
            }
            """
                .formatted(folder, folder, folder, folder, folder, folder, folder, servers));
    List<String> command =
        List.of(program.toString(), "-p", folder.toString(), "-c", file.toString());
    String libraries = DebianPackages.libraries(program.resolve("../../..").normalize());
    return ChildProcess.start(
        new Launch(name, command, folder).withEnvironment(Map.of("LD_LIBRARY_PATH", libraries)),
        stack.runFolder());
  }
}
