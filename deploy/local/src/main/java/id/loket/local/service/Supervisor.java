package id.loket.local.service;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Progress;
import id.loket.local.Server;
import id.loket.local.StackException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Watches a running stack: what dies unexpectedly is started again, with growing pauses. */
public final class Supervisor {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final LocalStack stack;
  private final LoketServices services;
  private final HeldServices held;
  private final Progress progress;
  private final Map<Object, Recovery> recoveries = new HashMap<>();
  private volatile boolean ending;

  public Supervisor(LocalStack stack, LoketServices services) {
    this.stack = stack;
    this.services = services;
    this.held = HeldServices.in(stack.dataFolder());
    this.progress = stack.options().progress();
    stack.closeFirst(() -> ending = true);
  }

  /** Watches until the stack is closed. */
  public void watch() throws InterruptedException {
    try (ExecutorService restarting = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!ending) {
        for (Server server : stack.started()) {
          if (!stack.isAlive(server) && !stack.isStopped(server)) {
            recover(server, server.title(), () -> stack.restart(server), restarting);
          }
        }
        for (LoketService service : services.all()) {
          watch(service, restarting);
        }
        Thread.sleep(LOOK_EVERY);
      }
    }
  }

  /** Whether the stack is being closed. */
  public boolean isEnding() {
    return ending;
  }

  private void watch(LoketService service, ExecutorService restarting) {
    boolean isHeld = held.isHeld(service);
    if (isHeld && !services.isStopped(service)) {
      progress.say("  " + service.title() + " stops here: 'make dev' runs it.");
      services.stop(service);
    } else if (!isHeld && !services.isAlive(service)) {
      recover(service, service.title(), () -> services.restart(service), restarting);
    }
  }

  private void recover(Object what, String name, Runnable restart, ExecutorService restarting) {
    Recovery recovery = recoveries.computeIfAbsent(what, each -> new Recovery());
    if (!recovery.isDue(Instant.now())) {
      return;
    }
    recovery.begin(Instant.now());
    progress.say("  " + name + " is not running: starting it again.");
    restarting.submit(
        () -> {
          try {
            restart.run();
            progress.say("  " + name + " is ready again.");
          } catch (StackException e) {
            if (!ending) {
              progress.say("  " + e.getMessage());
            }
          } finally {
            recovery.end(Instant.now());
          }
        });
  }
}
