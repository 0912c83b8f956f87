package id.loket.photo;

import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory in which photos are unpacked, all of them together in this process: what one will take
 * is known by its header and reserved before anything of it is read. Whoever comes first is served
 * first, so that a large one is not passed by small ones for ever.
 */
@Singleton
public class PhotoMemory {
  static final int WEB = 1280;
  static final int THUMB = 320;
  private static final int BYTES_SHOWN = 4;
  private static final int MEBIBYTE = 1024 * 1024;

  /** Rows, tables and buffers of the decoder and the encoder: measured, with room to spare. */
  private static final long ROWS_IN_HEAP = 3L * MEBIBYTE;

  private static final long ROWS_OUTSIDE = 4L * MEBIBYTE;

  private final long heap;
  private final long outside;
  private final Duration patience;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private long heapTaken;
  private long outsideTaken;

  @Inject
  PhotoMemory(PhotoMemoryConfig config) {
    this(
        config.heap().map(MemorySize::asLongValue).orElseGet(PhotoMemory::shareOfTheHeap),
        config.outside().asLongValue(),
        config.patience());
  }

  private static long shareOfTheHeap() {
    return Runtime.getRuntime().maxMemory() / 8 * 5;
  }

  /** Memory of such sizes, in bytes. */
  public PhotoMemory(long heap, long outside, Duration patience) {
    this.heap = heap;
    this.outside = outside;
    this.patience = patience;
  }

  /** How a photo is unpacked: every so many rows and columns, which takes so many bytes. */
  record Plan(int step, long heap, long outside) {}

  /** Memory that is reserved until it is closed. */
  final class Permit implements AutoCloseable {
    private final Plan plan;

    private Permit(Plan plan) {
      this.plan = plan;
    }

    @Override
    public void close() {
      release(plan);
    }
  }

  /**
   * How to unpack a photo: as finely as half of the memory allows, so that two can be at it, and no
   * finer than twice what is shown.
   *
   * @throws UnfitPhoto when it does not fit however coarsely it is read
   */
  Plan plan(PhotoHeader header) {
    long besideHeap = header.coefficients() + ROWS_OUTSIDE;
    if (besideHeap > outside) {
      throw new UnfitPhoto(UnfitPhoto.Reason.TOO_MANY_PIXELS_PROGRESSIVE);
    }
    int longest = Math.max(header.width(), header.height());
    int step = Math.max(1, Math.ceilDiv(longest, 2 * WEB));
    while (inHeap(header, step) > heap / 2 && longest / (step + 1) >= THUMB) {
      step++;
    }
    long inHeap = inHeap(header, step);
    if (inHeap > heap) {
      throw new UnfitPhoto(UnfitPhoto.Reason.TOO_MANY_PIXELS);
    }
    return new Plan(step, inHeap, besideHeap);
  }

  private static long inHeap(PhotoHeader header, int step) {
    long across = Math.ceilDiv(header.width(), step);
    long down = Math.ceilDiv(header.height(), step);
    double scale = Math.min(1, (double) WEB / Math.max(across, down));
    long shown = (long) (across * scale * down * scale) * BYTES_SHOWN;
    long converted = header.isPlain() ? 0 : across * down * BYTES_SHOWN;
    return across * down * header.bytesPerPixel() + converted + shown + ROWS_IN_HEAP;
  }

  /**
   * Waits until there is room for it.
   *
   * @throws PhotoMemoryShort when there was none for a while
   */
  synchronized Permit reserve(Plan plan) {
    Object turn = new Object();
    waiting.add(turn);
    try {
      long end = System.nanoTime() + patience.toNanos();
      while (waiting.peek() != turn || !fits(plan)) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new PhotoMemoryShort("other photos take all memory there is for photos");
        }
        wait(left);
      }
      heapTaken += plan.heap();
      outsideTaken += plan.outside();
      return new Permit(plan);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PhotoMemoryShort("told to end");
    } finally {
      waiting.remove(turn);
      notifyAll();
    }
  }

  private boolean fits(Plan plan) {
    return heapTaken + plan.heap() <= heap && outsideTaken + plan.outside() <= outside;
  }

  private synchronized void release(Plan plan) {
    heapTaken -= plan.heap();
    outsideTaken -= plan.outside();
    notifyAll();
  }
}
