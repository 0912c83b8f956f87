package id.loket.local.server;

import id.loket.local.Endpoint;
import id.loket.local.process.Launch;
import id.loket.local.process.PrivateFile;
import id.loket.local.secret.LocalAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** RabbitMQ with the management plug-in, and the Erlang port mapper it needs beside it. */
public final class RabbitProgram implements ServerProgram {
  private final CacheFolder cache;
  private final Path folder;
  private final Endpoint amqp;
  private final Endpoint management;
  private final int distributionPort;
  private final int epmdPort;
  private final Optional<LocalAuthority> authority;
  private RabbitInstallation installation;

  /**
   * @param authority whose certificate it shows, and then speaks nothing but TLS, but at its
   *     management port
   */
  public RabbitProgram(
      CacheFolder cache,
      Path folder,
      Endpoint amqp,
      Endpoint management,
      int distributionPort,
      int epmdPort,
      Optional<LocalAuthority> authority) {
    this.cache = cache;
    this.folder = folder;
    this.amqp = amqp;
    this.management = management;
    this.distributionPort = distributionPort;
    this.epmdPort = epmdPort;
    this.authority = authority;
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    installation = RabbitInstallation.find(cache);
    Files.createDirectories(folder.resolve("home"));
    Files.createDirectories(folder.resolve("mnesia"));
    Files.writeString(folder.resolve("enabled_plugins"), "[rabbitmq_management].\n");
    Files.writeString(folder.resolve("env.conf"), "");
    Path configuration = folder.resolve("rabbitmq.conf");
    PrivateFile.write(
        configuration,
        """
        %s
        management.tcp.ip = 127.0.0.1
        management.tcp.port = %d
        default_user = %s
        default_pass = %s
        vm_memory_high_watermark.absolute = 512MB
        disk_free_limit.absolute = 200MB
        # What it tells of connections is at most so many milliseconds old.
        collect_statistics_interval = 1000
        log.console = true
        log.console.level = info
        log.file = false
        """
            .formatted(listeners(), management.port(), amqp.user(), amqp.password()));
  }

  private String listeners() {
    return authority
        .map(
            known ->
                """
                listeners.tcp = none
                listeners.ssl.default = 127.0.0.1:%d
                ssl_options.cacertfile = %s
                ssl_options.certfile = %s
                ssl_options.keyfile = %s
                ssl_options.verify = verify_none
                ssl_options.fail_if_no_peer_cert = false\
                """
                    .formatted(
                        amqp.port(),
                        known.certificate(),
                        known.serverCertificate(),
                        known.serverKey()))
        .orElse("listeners.tcp.default = 127.0.0.1:" + amqp.port());
  }

  @Override
  public List<Launch> launches() {
    Launch portMapper =
        new Launch(
            "rabbitmq-epmd",
            List.of(
                installation.epmd().toString(),
                "-port",
                Integer.toString(epmdPort),
                "-address",
                "127.0.0.1"),
            folder);
    Launch broker =
        new Launch("rabbitmq", List.of("sh", installation.server().toString()), folder)
            .withEnvironment(environment());
    return List.of(portMapper, broker);
  }

  @Override
  public boolean answers() throws IOException, InterruptedException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(amqp.host(), amqp.port()), 2000);
    }
    return new RabbitUsers(management).brokerIsRunning();
  }

  private Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(installation.environment());
    variables.put("HOME", folder.resolve("home").toString());
    variables.put("ERL_EPMD_PORT", Integer.toString(epmdPort));
    variables.put("ERL_EPMD_ADDRESS", "127.0.0.1");
    variables.put("RABBITMQ_NODENAME", "loket@localhost");
    variables.put("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString());
    variables.put("RABBITMQ_LOG_BASE", folder.toString());
    if (authority.isEmpty()) { // or it would listen there without TLS too
      variables.put("RABBITMQ_NODE_IP_ADDRESS", amqp.host());
      variables.put("RABBITMQ_NODE_PORT", Integer.toString(amqp.port()));
    }
    variables.put("RABBITMQ_DIST_PORT", Integer.toString(distributionPort));
    variables.put("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("enabled_plugins").toString());
    variables.put("RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq").toString());
    variables.put("RABBITMQ_CONF_ENV_FILE", folder.resolve("env.conf").toString());
    variables.put("RABBITMQ_PID_FILE", folder.resolve("rabbitmq.pid").toString());
    // Makes the script become the server instead of staying beside it: signals reach the server.
    variables.put("RUNNING_UNDER_SYSTEMD", "true");
    variables.put(
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
        "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio"
            + " none");
    return variables;
  }
}
