package id.loket.e2e;

import id.loket.local.Endpoint;
import id.loket.local.LocalStack;
import id.loket.local.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Keeps a consumer from handling anything: every write by which it does waits for a lock, and takes
 * a while once that is released; or the server it writes to stands still.
 */
interface Hold extends AutoCloseable {
  int LOCK = 20261130;

  static Hold of(LocalStack stack, Consumer consumer) throws Exception {
    return consumer.database == null
        ? new StoppedServer("org.apache.cassandra.service.CassandraDaemon")
        : new LockedWrites(stack, consumer);
  }

  /** Lets the consumer go on. */
  void release() throws Exception;

  @Override
  void close() throws Exception;

  /** A trigger that waits for a lock this connection has. */
  final class LockedWrites implements Hold {
    private final Connection connection;
    private final String table;

    private LockedWrites(LocalStack stack, Consumer consumer) throws SQLException {
      Endpoint postgres = stack.endpoint(Server.POSTGRES);
      connection =
          DriverManager.getConnection(
              "jdbc:postgresql://" + postgres.hostAndPort() + "/" + consumer.database,
              postgres.user(),
              postgres.password());
      table = consumer.write().replaceAll(".* on (\\w+) .*", "$1");
      run("select pg_advisory_lock(" + LOCK + ")");
      run(
          """
          create or replace function held_by_test() returns trigger language plpgsql as $$
          begin
            perform pg_advisory_xact_lock_shared(%d);
            perform pg_sleep(0.3);
            return new;
          end $$
          """
              .formatted(LOCK));
      run("create trigger held_by_test " + consumer.write() + " execute function held_by_test()");
    }

    @Override
    public void release() throws SQLException {
      run("select pg_advisory_unlock(" + LOCK + ")");
    }

    @Override
    public void close() throws SQLException {
      try (connection) {
        run("select pg_advisory_unlock_all()");
        run("drop trigger held_by_test on " + table);
      }
    }

    private void run(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  /** A server of this test that was sent SIGSTOP. */
  final class StoppedServer implements Hold {
    private final long pid;

    private StoppedServer(String program) throws IOException, InterruptedException {
      pid =
          ProcessHandle.current()
              .descendants()
              .filter(each -> commandLine(each).contains(program))
              .findFirst()
              .orElseThrow()
              .pid();
      signal("STOP");
    }

    /** From /proc: the JDK leaves a command line out when it is a long one. */
    private static String commandLine(ProcessHandle process) {
      try {
        return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      } catch (IOException ended) {
        return "";
      }
    }

    @Override
    public void release() throws IOException, InterruptedException {
      signal("CONT");
    }

    @Override
    public void close() throws IOException, InterruptedException {
      signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    }
  }
}
