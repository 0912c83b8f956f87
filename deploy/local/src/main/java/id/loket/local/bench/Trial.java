package id.loket.local.bench;

import id.loket.local.LocalStack;
import id.loket.local.Ports;
import id.loket.local.StackException;
import id.loket.local.process.ChildProcess;
import id.loket.local.process.Launch;
import id.loket.local.process.Memory;
import id.loket.local.service.ServiceProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One process of a service, started to be measured and killed at the end. */
final class Trial implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ANSWER_MILLIS = 10_000;

  private final ServiceProgram program;
  private final int port;
  private final long begun;
  private final ChildProcess process;

  private Trial(ServiceProgram program, int port, long begun, ChildProcess process) {
    this.program = program;
    this.port = port;
    this.begun = begun;
    this.process = process;
  }

  /**
   * Starts it beside the stack's servers.
   *
   * @param prefix what runs the command, for example in a control group; may be empty
   */
  static Trial start(
      LocalStack stack,
      ServiceProgram program,
      int port,
      Map<String, String> environment,
      List<String> prefix)
      throws IOException {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    variables.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    variables.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.anyFree()));
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program.command(stack.options()));
    String name = "bench-" + program.name();
    Launch launch =
        new Launch(name, command, stack.dataFolder().resolve(name)).withEnvironment(variables);
    long begun = System.nanoTime();
    return new Trial(program, port, begun, ChildProcess.start(launch, stack.runFolder()));
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The time from its start to the first answer with status 200. */
  Duration firstAnswer(Visit visit) throws InterruptedException {
    while (System.nanoTime() - begun < LIMIT.toNanos()) {
      if (answers(visit)) {
        return Duration.ofNanos(System.nanoTime() - begun);
      }
      if (!process.isAlive()) {
        throw failure("ended with " + process.exitValue());
      }
      Thread.sleep(1);
    }
    throw failure("did not answer " + visit.path() + " within " + LIMIT.toSeconds() + " s");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long residentMebibytes() {
    return Memory.residentMebibytes(process.pid());
  }

  @Override
  public void close() {
    process.kill();
  }

  private boolean answers(Visit visit) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write(visit.once("127.0.0.1:" + port));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String status = answer.readLine();
      return status != null && status.contains(" 200 ");
    } catch (IOException e) {
      return false;
    }
  }

  private StackException failure(String what) {
    return new StackException(
        program.name() + " (" + program.form() + ") " + what + ". " + process.endOfLog());
  }
}
