package id.loket.kit.work;

import id.loket.kit.server.Causes;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Says once that something does not work and once that it works again, however often it is tried.
 */
public final class OutageLog {
  private final Logger log;
  private final String what;
  private final AtomicBoolean out = new AtomicBoolean();

  /**
   * A log of one thing that may be away.
   *
   * @param what a sentence for operators, for example {@code Events wait}
   */
  public OutageLog(Class<?> where, String what) {
    this.log = Logger.getLogger(where);
    this.what = what;
  }

  /** It was tried and failed. */
  public void failed(Throwable why) {
    if (out.compareAndSet(false, true)) {
      log.warnf("%s: %s", what, Causes.line(why));
    }
    log.debug(what, why);
  }

  /** It was tried and worked. */
  public void worked() {
    if (out.compareAndSet(true, false)) {
      log.infof("%s: no longer", what);
    }
  }
}
