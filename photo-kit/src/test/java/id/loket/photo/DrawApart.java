package id.loket.photo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** Draws the photos of a folder, two at once, in a process with a heap of its own. */
final class DrawApart {
  private static final long MEBIBYTE = 1024 * 1024;

  private DrawApart() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    PhotoMemory memory =
        new PhotoMemory(Long.parseLong(arguments[1]), 128 * MEBIBYTE, Duration.ofMinutes(2));
    List<Path> photos;
    try (Stream<Path> files = Files.list(folder)) {
      photos = files.filter(file -> file.toString().matches(".*[.](jpg|png)")).sorted().toList();
    }
    long before = peak();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      photos.forEach(photo -> threads.submit(() -> draw(photo, memory)));
    }
    System.out.println("MiB more: " + (peak() - before));
  }

  private static void draw(Path file, PhotoMemory memory) {
    String name = file.getFileName().toString();
    FileKind kind = name.endsWith("png") ? FileKind.PNG : FileKind.JPEG;
    String outcome;
    try {
      Photo.Size size =
          new Photo(file, kind)
              .draw(
                  1,
                  50_000_000,
                  memory,
                  file.resolveSibling(name + ".web"),
                  file.resolveSibling(name + ".thumb"));
      outcome = size.width() + "x" + size.height();
    } catch (IOException | RuntimeException failure) {
      outcome = failure.getClass().getSimpleName() + " " + failure.getMessage();
    }
    System.out.println(name + ": " + outcome);
  }

  /** The most memory this process ever had (Linux). */
  private static long peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
