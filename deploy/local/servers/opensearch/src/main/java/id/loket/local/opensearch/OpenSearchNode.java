package id.loket.local.opensearch;

import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One OpenSearch node on loopback: folder, HTTP port and port between nodes. It keeps its data in
 * the folder and ends in good order on SIGTERM.
 */
public final class OpenSearchNode {
  private static final int HIGHEST_PORT = 65_535;

  private OpenSearchNode() {}

  public static void main(String[] arguments) throws InterruptedException {
    String folder = arguments[0];
    int httpPort = Integer.parseInt(arguments[1]);
    int transportPort = Integer.parseInt(arguments[2]);
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.setMaxHttpPort(HIGHEST_PORT);
    runner.onBuild(
        (number, settings) -> {
          settings.put("http.host", "127.0.0.1");
          settings.put("http.port", httpPort);
          settings.put("transport.host", "127.0.0.1");
          settings.put("transport.port", transportPort);
          settings.put("discovery.type", "single-node");
          // A developer's disk is often nearly full; that is no reason to refuse to write.
          settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
          // An index that nobody declared is somebody's misspelling.
          settings.put("action.auto_create_index", "loket-*");
        });
    runner.build(
        OpenSearchRunner.newConfigs()
            .basePath(folder)
            .clusterName("loket")
            .numOfNode(1)
            .baseHttpPort(httpPort - 1)
            .useLogger());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(runner), "loket-close"));
    Thread.currentThread().join();
  }

  private static void close(OpenSearchRunner runner) {
    try {
      runner.close();
    } catch (java.io.IOException e) {
      System.err.println("OpenSearch did not close in good order: " + e.getMessage());
    }
  }
}
