package id.loket.local.command;

import id.loket.local.LoketService;
import id.loket.local.Options;
import id.loket.local.Port;
import id.loket.local.Ports;
import id.loket.local.Server;
import id.loket.local.process.Memory;
import id.loket.local.process.RunFolder;
import id.loket.local.service.HealthReport;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Shows what runs: state, since when, process, memory and address of each, and the sum. Exit status
 * 0 when the stack is ready.
 */
public final class StatusCommand implements Command {
  private static final String ROW = "  %-11s %-10s %-6s %8s %6s  %s%n";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.systemDefault());

  private final Options options;
  private final Ports ports;
  private long mebibytes;

  public StatusCommand() {
    this(Options.lasting());
  }

  private StatusCommand(Options options) {
    this.options = options;
    this.ports = Ports.documented(options.environment());
  }

  @Override
  public int run(List<String> arguments) throws IOException {
    StackState state = new StackState(options.dataFolder());
    Optional<ProcessHandle> stack = state.process();
    if (stack.isEmpty()) {
      System.out.println("The stack is not running. 'make up' or 'make run' starts it.");
      return 1;
    }
    StackState.Phase phase = state.phase().orElse(StackState.Phase.STARTING);
    System.out.printf(
        "The stack is %s, since %s%s.%n%n",
        phase.name().toLowerCase(),
        since(stack.get()),
        stack.get().info().startInstant().map(StatusCommand::ago).orElse(""));
    System.out.printf(ROW, "", "state", "since", "process", "MiB", "address");
    RunFolder folder = RunFolder.in(options.dataFolder());
    for (Server server : Server.values()) {
      show(server, folder.process(server.folder()));
    }
    for (LoketService service : LoketService.values()) {
      show(service, folder.process(service.title()));
    }
    row(
        "the stack",
        "running",
        stack.get(),
        "",
        Memory.mebibytesWithoutChildren(stack.get().pid()));
    System.out.printf(ROW, "in all", "", "", "", "%,d".formatted(mebibytes), "");
    System.out.println();
    System.out.println("  inbox       http://127.0.0.1:" + ports.number(Port.INBOX));
    System.out.println("  SMS, push   http://127.0.0.1:" + ports.number(Port.NOTICES));
    return phase == StackState.Phase.READY ? 0 : 1;
  }

  private void show(Server server, Optional<ProcessHandle> process) {
    String named = options.environment().getOrDefault(server.urlVariable(), "");
    if (!named.isBlank()) {
      System.out.printf(ROW, server.title(), "elsewhere", "", "", "", server.urlVariable());
      return;
    }
    String address = scheme(server) + "://127.0.0.1:" + ports.number(server.mainPort());
    show(server.title(), "running", process, address);
  }

  private void show(LoketService service, Optional<ProcessHandle> process) {
    String address = service.scheme() + "://127.0.0.1:" + ports.number(service.port());
    String missing =
        process.isEmpty() ? "" : HealthReport.missingAt(ports.number(service.healthPort()));
    show(
        service.title(),
        missing.isEmpty() ? "ready" : "NOT READY",
        process,
        missing.isEmpty() ? address : address + "  " + missing);
  }

  private void show(String title, String state, Optional<ProcessHandle> process, String address) {
    if (process.isPresent()) {
      row(title, state, process.get(), address, Memory.mebibytes(process.get().pid()));
    } else {
      System.out.printf(ROW, title, "DOWN", "", "", "", address);
    }
  }

  private void row(
      String title, String state, ProcessHandle process, String address, long itsMebibytes) {
    mebibytes += itsMebibytes;
    System.out.printf(
        ROW, title, state, since(process), process.pid(), "%,d".formatted(itsMebibytes), address);
  }

  private static String scheme(Server server) {
    return switch (server) {
      case POSTGRES -> "postgresql";
      case REDIS -> "redis";
      case RABBITMQ -> "amqp";
      case CASSANDRA -> "cassandra";
      case MAIL -> "smtp";
      case S3, ORGANISER, NOTICES, CORE, OPENSEARCH -> "http";
    };
  }

  private static String since(ProcessHandle process) {
    return process.info().startInstant().map(TIME::format).orElse("?");
  }

  private static String ago(Instant start) {
    long minutes = Duration.between(start, Instant.now()).toMinutes();
    return minutes < 60
        ? " (%d min)".formatted(minutes)
        : " (%d h %d min)".formatted(minutes / 60, minutes % 60);
  }
}
