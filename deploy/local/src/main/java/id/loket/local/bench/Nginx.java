package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.StackException;
import id.loket.local.process.ChildProcess;
import id.loket.local.process.Launch;
import id.loket.local.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An nginx with one worker, for services to be compared with. */
public final class Nginx {
  private Nginx() {}

  /**
   * Ends the bench with what to do where there is none.
   *
   * @param compared what is compared with it
   */
  public static void require(String compared) {
    if (Programs.find("nginx").isEmpty()) {
      throw new StackException(
          "nginx is missing, which %s is compared with: Debian's nginx-light has it."
              .formatted(compared));
    }
  }

  /** Starts one; all it writes goes below the stack's folder. */
  public static ChildProcess start(LocalStack stack, String name, String servers)
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
        List.of(
            Programs.find("nginx").orElseThrow().toString(),
            "-p",
            folder.toString(),
            "-c",
            file.toString());
    return ChildProcess.start(new Launch(name, command, folder), stack.runFolder());
  }
}
