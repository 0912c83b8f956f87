package id.loket.local.server;

import id.loket.local.process.Launch;
import java.io.IOException;
import java.util.List;

/** How one real server is made ready to run, run, and asked whether it answers. */
public interface ServerProgram {

  /** Unpacks the program, writes its configuration, initialises its data folder. Repeatable. */
  void prepare() throws IOException, InterruptedException;

  /** Its processes in the order they start; the last one is the server itself. */
  List<Launch> launches();

  /** Whether it answers as the server it is; an exception means not yet. */
  boolean answers() throws IOException, InterruptedException;
}
