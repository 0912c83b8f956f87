package id.loket.local;

import id.loket.local.process.RunFolder;
import id.loket.local.secret.JsonWebKeys;
import id.loket.local.secret.KeyKind;
import id.loket.local.secret.LocalAuthority;
import id.loket.local.secret.Secrets;
import id.loket.local.server.CacheFolder;
import id.loket.local.server.PostgresRoles;
import id.loket.local.server.RabbitUsers;
import id.loket.local.server.S3Buckets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The real servers Loket stands on, started as ordinary processes of this machine and ready for
 * use: each service has its database, its RabbitMQ user, its bucket and its keys.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.start(Set.of(Server.POSTGRES), Options.temporary())) {
 *   Map<String, String> variables = stack.environment("ticket-app");
 * }
 * }</pre>
 */
public final class LocalStack implements AutoCloseable {
  /** Also what the setup of a cluster declares. */
  private static final String QUEUES = "deploy/cluster/setup/rabbitmq/definitions.json";

  private final Options options;
  private final DataFolder data;
  private final Ports ports;
  private final Secrets secrets;
  private final Endpoints endpoints;
  private final ServiceEnvironment environment;
  private final Optional<LocalAuthority> authority;
  private final Map<Server, RunningServer> servers = new EnumMap<>(Server.class);
  private final List<Runnable> closedLast = new CopyOnWriteArrayList<>();
  private boolean closed;
  private final List<Runnable> closedFirst = new CopyOnWriteArrayList<>();
  private final Thread closeOnExit = new Thread(this::closeQuietly, "loket-stack-close");

  private LocalStack(
      Set<Server> wanted, Options options, DataFolder data, Ports ports, Secrets secrets) {
    this.options = options;
    this.data = data;
    this.ports = ports;
    this.secrets = secrets;
    this.authority =
        options.isEncrypted()
            ? Optional.of(LocalAuthority.in(data.path().resolve("authority")))
            : Optional.empty();
    this.endpoints = new Endpoints(wanted, ports, secrets, options.environment());
    this.environment =
        new ServiceEnvironment(
            endpoints, ports, secrets, withoutLimits(options), data.path(), authority);
    ServerPrograms programs =
        new ServerPrograms(
            options,
            new CacheFolder(options.cacheFolder()),
            data.path(),
            ports,
            endpoints,
            environment.knobs(),
            environment.ofCore(),
            authority);
    for (Server server : wanted) {
      if (!endpoints.isNamed(server)) {
        servers.put(
            server,
            new RunningServer(server, programs.of(server), data.runFolder(), options.progress()));
      }
    }
  }

  /**
   * Starts these servers side by side and returns when all of them answer.
   *
   * @throws StackException when one does not start, with the reason; nothing is left running then
   */
  public static LocalStack start(Set<Server> servers, Options options) {
    Set<Server> wanted = EnumSet.copyOf(servers);
    DataFolder data = DataFolder.open(options);
    try {
      Ports ports = options.isTemporary() ? Ports.free() : Ports.documented(options.environment());
      LocalStack stack = new LocalStack(wanted, options, data, ports, Secrets.in(data.path()));
      stack.startAll();
      return stack;
    } catch (IOException e) {
      data.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** Tests and load tests send from one address what would come from thousands. */
  private static Map<String, String> withoutLimits(Options options) {
    return options.isTemporary() && !options.environment().containsKey(ServiceEnvironment.LIMITS)
        ? options.with(ServiceEnvironment.LIMITS, "10000").environment()
        : options.environment();
  }

  /** The variables a service is started with. */
  public Map<String, String> environment(String service) {
    return environment(LoketService.named(service));
  }

  /** The variables a service is started with. */
  public Map<String, String> environment(LoketService service) {
    return environment.of(service);
  }

  /** The variables of a service of the lasting stack, whether that runs or not. */
  public static Map<String, String> lastingEnvironment(LoketService service) {
    Options options = Options.lasting();
    Secrets secrets = secretsOf(options);
    Ports ports = Ports.documented(options.environment());
    Endpoints endpoints = new Endpoints(Server.all(), ports, secrets, options.environment());
    return new ServiceEnvironment(
            endpoints,
            ports,
            secrets,
            options.environment(),
            options.dataFolder(),
            Optional.empty())
        .of(service);
  }

  /** Where the servers of the lasting stack answer, with their owners' logins. */
  public static Endpoints lastingEndpoints() {
    Options options = Options.lasting();
    Ports ports = Ports.documented(options.environment());
    return new Endpoints(Server.all(), ports, secretsOf(options), options.environment());
  }

  private static Secrets secretsOf(Options options) {
    try {
      return Secrets.in(Files.createDirectories(options.dataFolder()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its servers answer, with their owners' logins. */
  public Endpoints endpoints() {
    return endpoints;
  }

  /** The simulation and time knobs in force. */
  public Map<String, String> knobs() {
    return environment.knobs();
  }

  /** Whether it was started for tests: free ports, loopback only, data that goes. */
  public boolean isTemporary() {
    return options.isTemporary();
  }

  /** The number of a port in this stack. */
  public int port(Port port) {
    return ports.number(port);
  }

  /** Where a server answers, with its owner's login: for tests that look behind the services. */
  public Endpoint endpoint(Server server) {
    return endpoints.of(server);
  }

  /** RabbitMQ's management API with its administrator's login. */
  public Endpoint rabbitManagement() {
    return endpoints.rabbitManagement();
  }

  /** The inbox, page and JSON API; empty when mail goes to a server whose inbox is unknown. */
  public Optional<String> findInboxUrl() {
    return endpoints.inboxUrl();
  }

  /** The inbox: page and JSON API. */
  public String inboxUrl() {
    return findInboxUrl()
        .orElseThrow(() -> new StackException("Mail goes to a server whose inbox is unknown."));
  }

  /** The public half of the JWT key as a JWKS file. */
  public Path jwksFile() {
    return data.path().resolve("jwks.json");
  }

  /** The PKCS#8 private half of the JWT key in base64, for tests that sign tokens themselves. */
  public String jwtPrivateKey() {
    return secrets.privateKey("jwt", KeyKind.P256);
  }

  /** The certificate the gateway made for itself (PEM), for those who are to trust it. */
  public Path gatewayCertificate() {
    return environment.gatewayCertificate().certificate();
  }

  /** Whom to believe that it is a server of this stack, where those speak TLS. */
  public Optional<LocalAuthority> authority() {
    return authority;
  }

  /** Refuses to go on when somebody else listens on this port. */
  public void requireFree(String owner, Port port) {
    ports.requireFree(owner, port);
  }

  /** Data, logs and process ids. */
  public Path dataFolder() {
    return data.path();
  }

  /** Where what runs on this stack keeps its logs and process ids. */
  public RunFolder runFolder() {
    return data.runFolder();
  }

  /** The log of a server. */
  public Path log(Server server) {
    return data.runFolder().log(server.folder());
  }

  public Options options() {
    return options;
  }

  /** The servers this stack started itself. */
  public Set<Server> started() {
    return Set.copyOf(servers.keySet());
  }

  /** Whether its process lives. */
  public boolean isAlive(Server server) {
    return own(server).isAlive();
  }

  /** Whether it was stopped or killed on purpose. */
  public boolean isStopped(Server server) {
    return own(server).isStopped();
  }

  /** Ends a server in good order. */
  public void stop(Server server) {
    own(server).stop();
  }

  /** Ends a server as a crash would: SIGKILL. */
  public void kill(Server server) {
    own(server).kill();
  }

  /** Starts a server again, with the same port and data; stops it first if it runs. */
  public void restart(Server server) {
    RunningServer running = own(server);
    running.stop();
    try {
      running.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while starting " + server.title(), e);
    }
  }

  /** Memory of all its processes in mebibytes, pages shared between them counted once. */
  public long mebibytes() {
    return servers.values().stream().mapToLong(RunningServer::mebibytes).sum();
  }

  /** Ends all servers in good order; removes a temporary data folder. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(closeOnExit);
    } catch (IllegalStateException e) {
      // the program is ending: this is that hook
    }
    closeQuietly();
  }

  /** Closes this before the servers when the stack is closed: what stands on them ends first. */
  public void closeFirst(Runnable close) {
    closedFirst.add(close);
  }

  /** Called when the stack is closed and all its servers have ended. */
  public void closeLast(Runnable close) {
    closedLast.add(close);
  }

  private synchronized void closeQuietly() {
    if (closed) {
      return;
    }
    closed = true;
    servers.values().forEach(RunningServer::abandon);
    List.copyOf(closedFirst).reversed().forEach(Runnable::run);
    try (ExecutorService stopping = Executors.newVirtualThreadPerTaskExecutor()) {
      servers.values().forEach(server -> stopping.submit(() -> end(server)));
    }
    closedLast.forEach(Runnable::run);
    data.close();
  }

  /** Nobody reads a temporary stack's data again, so it need not be put in order. */
  private void end(RunningServer server) {
    if (options.isTemporary()) {
      server.kill();
    } else {
      server.stop();
    }
  }

  private RunningServer own(Server server) {
    RunningServer running = servers.get(server);
    if (running == null) {
      throw new StackException(server.title() + " was not started by this stack.");
    }
    return running;
  }

  /** Refuses to start the lasting stack beside anybody on a port of its servers or services. */
  public static void requireFreePorts(Options options) {
    Ports ports = Ports.documented(options.environment());
    Endpoints endpoints =
        new Endpoints(Server.all(), ports, secretsOf(options), options.environment());
    Map<Port, String> owners =
        portsOf(
            Server.all().stream()
                .filter(server -> !endpoints.isNamed(server))
                .collect(Collectors.toSet()));
    for (LoketService service : LoketService.values()) {
      owners.put(service.port(), service.title());
      owners.put(service.privatePort(), service.title());
    }
    ports.requireFree(owners);
  }

  private static Map<Port, String> portsOf(Set<Server> servers) {
    Map<Port, String> owners = new EnumMap<>(Port.class);
    servers.forEach(server -> server.ports().forEach(port -> owners.put(port, server.title())));
    return owners;
  }

  private void startAll() throws IOException {
    // All secrets now: whoever reads them from the file later must find every one of them there.
    Stream.of(LoketService.values()).forEach(environment::of);
    Files.writeString(jwksFile(), JsonWebKeys.of(secrets.publicKey("jwt", KeyKind.P256)));
    if (!options.isTemporary()) {
      ports.requireFree(portsOf(servers.keySet()));
    }
    Runtime.getRuntime().addShutdownHook(closeOnExit);
    AtomicReference<RuntimeException> firstFailure = new AtomicReference<>();
    try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Server server : Server.all()) {
        if (endpoints.find(server).isPresent()) {
          starting.submit(() -> makeReadyOr(server, firstFailure));
        }
      }
    }
    if (firstFailure.get() != null) {
      close();
      throw firstFailure.get();
    }
  }

  /** One that fails stops the others from starting; what they then say is not the reason. */
  private void makeReadyOr(Server server, AtomicReference<RuntimeException> firstFailure) {
    try {
      makeReady(server);
    } catch (RuntimeException e) {
      firstFailure.compareAndSet(null, e);
      servers.values().forEach(RunningServer::abandon);
    }
  }

  private void makeReady(Server server) {
    Instant begun = Instant.now();
    RunningServer running = servers.get(server);
    try {
      if (running != null) {
        running.start();
      }
      provision(server);
    } catch (IOException | SQLException e) {
      throw new StackException(server.title() + " did not start: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while starting " + server.title(), e);
    }
    double seconds = Duration.between(begun, Instant.now()).toMillis() / 1000.0;
    Endpoint endpoint = endpoints.of(server);
    options
        .progress()
        .say(
            running == null
                ? "  %-11s as named by %s, %s"
                    .formatted(server.title(), server.urlVariable(), endpoint.hostAndPort())
                : "  %-11s ready after %4.1f s  %4d MiB  %s"
                    .formatted(
                        server.title(), seconds, running.mebibytes(), endpoint.hostAndPort()));
  }

  /** Gives each service its own login and place on the server. */
  private void provision(Server server) throws IOException, InterruptedException, SQLException {
    switch (server) {
      case POSTGRES -> {
        PostgresRoles roles = new PostgresRoles(endpoints.of(server));
        // The core has a login of its own to the staging database, and no database.
        roles.ensureLogin(
            ServiceEnvironment.CORE, environment.databasePassword(ServiceEnvironment.CORE));
        for (LoketService service : LoketService.values()) {
          if (service.database().isPresent()) {
            String database = service.database().get();
            roles.ensure(database, environment.databasePassword(database));
          }
        }
      }
      case RABBITMQ -> {
        RabbitUsers users = new RabbitUsers(endpoints.rabbitManagement());
        for (LoketService service : LoketService.values()) {
          if (service.usesBroker()) {
            users.ensure(service.title(), environment.rabbitPassword(service), service.hasEvents());
          }
        }
        users.declare(ProjectFolder.find().resolve(QUEUES));
      }
      case S3 -> {
        S3Buckets buckets = new S3Buckets(endpoints.of(server));
        buckets.ensure(ServiceEnvironment.TICKET_BUCKET);
        buckets.ensure(ServiceEnvironment.REPORT_BUCKET);
        buckets.ensure(ServiceEnvironment.MEDIA_BUCKET);
        buckets.ensure(ServiceEnvironment.APK_BUCKET);
      }
      case REDIS, CASSANDRA, MAIL, ORGANISER, NOTICES, CORE, OPENSEARCH -> {
        // ready as they are
      }
    }
  }
}
