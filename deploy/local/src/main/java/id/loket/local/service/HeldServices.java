package id.loket.local.service;

import id.loket.local.LoketService;
import id.loket.local.process.PidFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Services somebody else runs for now: {@code make dev} holds the one it runs itself, and the stack
 * keeps its packaged instance stopped for as long as the holder lives.
 */
public record HeldServices(Path folder) {

  /** The marks of the stack over this data folder. */
  public static HeldServices in(Path dataFolder) {
    return new HeldServices(dataFolder.resolve("held"));
  }

  public boolean isHeld(LoketService service) {
    return mark(service).find().isPresent();
  }

  /** Holds it in the name of this process. */
  public void hold(LoketService service) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    mark(service).write(ProcessHandle.current());
  }

  public void letGo(LoketService service) {
    mark(service).delete();
  }

  private PidFile mark(LoketService service) {
    return new PidFile(folder.resolve(service.title()));
  }
}
