package id.loket.local;

import id.loket.local.command.CleanDataCommand;
import id.loket.local.command.Command;
import id.loket.local.command.DevCommand;
import id.loket.local.command.DownCommand;
import id.loket.local.command.EnvCommand;
import id.loket.local.command.EventsCommand;
import id.loket.local.command.OtherMain;
import id.loket.local.command.ReplayCommand;
import id.loket.local.command.RunCommand;
import id.loket.local.command.StatusCommand;
import id.loket.local.command.UpCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The program behind the Makefile. */
public final class Main {
  private static final Map<String, Command> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", new RunCommand());
    COMMANDS.put("up", new UpCommand());
    COMMANDS.put("down", new DownCommand());
    COMMANDS.put("status", arguments -> new StatusCommand().run(arguments));
    COMMANDS.put("env", new EnvCommand());
    COMMANDS.put("dev", new DevCommand());
    COMMANDS.put("replay", new ReplayCommand());
    COMMANDS.put("demo", new OtherMain("id.loket.local.demo.Demo"));
    COMMANDS.put("demo-reports", new OtherMain("id.loket.local.city.DemoReports"));
    COMMANDS.put("crowd", new OtherMain("id.loket.local.demo.Crowd"));
    COMMANDS.put("events", new EventsCommand());
    COMMANDS.put("audit", new OtherMain("id.loket.local.audit.Audit"));
    COMMANDS.put("bench-booking", new OtherMain("id.loket.local.bench.BookingBench"));
    COMMANDS.put("bench-webhook", new OtherMain("id.loket.local.bench.WebhookBench"));
    COMMANDS.put("bench-sweeps", new OtherMain("id.loket.local.bench.SweepBench"));
    COMMANDS.put("bench-inventory", new OtherMain("id.loket.local.bench.InventoryBench"));
    COMMANDS.put("bench-order", new OtherMain("id.loket.local.bench.OrderBench"));
    COMMANDS.put("bench-drain", new OtherMain("id.loket.local.bench.DrainBench"));
    COMMANDS.put("bench-etl", new OtherMain("id.loket.local.bench.EtlBench"));
    COMMANDS.put("bench-gateway", new OtherMain("id.loket.local.bench.GatewayBench"));
    COMMANDS.put("bench-apk", new OtherMain("id.loket.local.bench.ApkBench"));
    COMMANDS.put("bench-sync", new OtherMain("id.loket.local.bench.SyncBench"));
    COMMANDS.put("bench-handover", new OtherMain("id.loket.local.bench.HandOverBench"));
    COMMANDS.put("bench-report", new OtherMain("id.loket.local.bench.ReportBench"));
    COMMANDS.put("bench-photo", new OtherMain("id.loket.local.bench.PhotoBench"));
    COMMANDS.put("bench-load", new OtherMain("id.loket.local.bench.LoadBench"));
    COMMANDS.put("bench-start", new OtherMain("id.loket.local.bench.StartBench"));
    COMMANDS.put("verify-dependencies", new OtherMain("id.loket.local.supply.VerifyDependencies"));
    COMMANDS.put("refresh-advisories", new OtherMain("id.loket.local.supply.RefreshAdvisories"));
    COMMANDS.put("clean-data", new CleanDataCommand());
  }

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    Command command = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
    if (command == null) {
      System.err.println("One of: " + String.join(", ", COMMANDS.keySet()));
      System.exit(2);
    }
    try {
      System.exit(command.run(List.of(arguments).subList(1, arguments.length)));
    } catch (StackException e) {
      System.err.println();
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (UncheckedIOException e) {
      System.exit(told(e.getCause()));
    } catch (IOException e) {
      System.exit(told(e));
    }
  }

  /** A folder or a disk that does not do what is asked of it, in a line; the exit status. */
  private static int told(IOException failure) {
    System.err.println();
    if (failure instanceof FileSystemException file) {
      System.err.printf(
          "%s cannot be used: %s. Is it yours to write, with room left? LOKET_DATA=<folder> names"
              + " another place for the stack's data.%n",
          file.getFile(), reason(file));
    } else {
      System.err.println("Reading or writing failed: " + failure);
    }
    return 1;
  }

  private static String reason(FileSystemException failure) {
    return switch (failure) {
      case AccessDeniedException denied -> "writing there is not allowed";
      case FileAlreadyExistsException exists -> "it is a file, where a folder is needed";
      default ->
          Objects.requireNonNullElse(failure.getReason(), failure.getClass().getSimpleName());
    };
  }
}
