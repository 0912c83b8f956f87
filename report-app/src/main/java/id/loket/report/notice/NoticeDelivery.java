package id.loket.report.notice;

import id.loket.kit.metrics.Sweeps;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import id.loket.report.report.Channel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Sends notices that are due. They are taken first, so that no two replicas send one at once, and
 * are sent only when the other side has taken them: at least once, under an id that tells repeats.
 */
@Singleton
class NoticeDelivery {
  private static final Logger LOG = Logger.getLogger(NoticeDelivery.class);
  private static final int AT_ONCE = 8;
  private static final int PER_ROUND = 100;
  private static final int MOST_DOUBLINGS = 20;

  /** Of the lease: what was taken longer ago is taken once more before it is sent. */
  private static final int FRESH = 4;

  private static final double SPREAD = 0.2;

  private final NoticeStore store;
  private final Recipients recipients;
  private final NoticeTexts texts;
  private final Map<Channel, Carrier> carriers = new EnumMap<>(Channel.class);
  private final NoticeConfig config;
  private final Traces traces;
  private final WorkUnderWay work;
  private final MeterRegistry metrics;
  private final Counter takenUp;
  private final AtomicBoolean atIt = new AtomicBoolean();
  private final AtomicBoolean again = new AtomicBoolean();

  NoticeDelivery(
      NoticeStore store,
      Recipients recipients,
      NoticeTexts texts,
      @All List<Carrier> carriers,
      NoticeConfig config,
      Traces traces,
      WorkUnderWay work,
      MeterRegistry metrics) {
    this.store = store;
    this.recipients = recipients;
    this.texts = texts;
    carriers.forEach(carrier -> this.carriers.put(carrier.channel(), carrier));
    this.config = config;
    this.traces = traces;
    this.work = work;
    this.metrics = metrics;
    this.takenUp = Sweeps.counter(metrics, "due-notices");
  }

  /** Asks for a round now; without it there is one every second. */
  void wake() {
    again.set(true);
    start();
  }

  @Scheduled(every = "1s", delayed = "2s")
  void poll() {
    start();
  }

  private void start() {
    if (work.isEnding() || !atIt.compareAndSet(false, true)) {
      return;
    }
    again.set(false);
    round()
        .subscribe()
        .with(
            count -> finish(count > 0), // what waited for its turn may be due now
            failure -> {
              LOG.debugf(failure, "Notices are sent later");
              again.set(false);
              finish(false);
            });
  }

  private void finish(boolean more) {
    atIt.set(false);
    if (more || again.get()) {
      start();
    }
  }

  private Uni<Integer> round() {
    long begin = System.nanoTime();
    return store
        .takeDue(config.lease(), PER_ROUND)
        .invoke(due -> takenUp.increment(due.size()))
        .chain(
            due ->
                Multi.createFrom()
                    .iterable(due)
                    .onItem()
                    .transformToUni(notice -> deliver(notice, begin))
                    .merge(AT_ONCE)
                    .collect()
                    .last()
                    .replaceWith(due.size()));
  }

  /**
   * Others of the same round may have taken long: then the lease is taken anew, and whatever another
   * replica took meanwhile is left to it.
   */
  private Uni<Boolean> isStillOurs(Notice notice, long takenAt) {
    long fresh = config.lease().dividedBy(FRESH).toNanos();
    return System.nanoTime() - takenAt < fresh
        ? Uni.createFrom().item(true)
        : store.renew(notice, config.lease());
  }

  private Uni<Void> deliver(Notice notice, long takenAt) {
    return work.doing(
        () ->
            traces.continued(
                notice.traceparent(),
                "tell by " + notice.channel().name().toLowerCase(Locale.ROOT),
                SpanKind.INTERNAL,
                () ->
                    isStillOurs(notice, takenAt)
                        .onFailure()
                        .recoverWithItem(false)
                        .chain(
                            ours -> ours ? attempt(notice) : Uni.createFrom().voidItem())),
        () -> store.postpone(notice, Duration.ZERO, "handed back"));
  }

  private Uni<Void> attempt(Notice notice) {
    return recipients
        .of(notice)
        .chain(
            recipient ->
                carriers
                    .get(notice.channel())
                    .carry(notice, recipient, texts.write(notice, recipient.language())))
        .ifNoItem()
        .after(config.timeout().multipliedBy(2))
        .fail()
        .onItemOrFailure()
        .transformToUni((sent, failure) -> settle(notice, failure))
        .onFailure()
        .invoke(e -> LOG.warnf("Notice %s: its outcome is not kept: %s", notice.id(), e.toString()))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> settle(Notice notice, Throwable failure) {
    return switch (failure) {
      case null -> {
        count(notice, "sent");
        yield store.sent(notice);
      }
      case Undeliverable never -> giveUp(notice, never.getMessage());
      default ->
          notice.createdAt().plus(config.patience()).isBefore(Instant.now())
              ? giveUp(notice, failure.getClass().getSimpleName())
              : postpone(notice, failure);
    };
  }

  private Uni<Void> giveUp(Notice notice, String reason) {
    LOG.infof("Notice %s (%s) is given up: %s", notice.id(), notice.channel(), reason);
    count(notice, "refused");
    return store.failed(notice, reason);
  }

  private Uni<Void> postpone(Notice notice, Throwable failure) {
    double wanted =
        config.firstRetry().toMillis()
            * Math.pow(2, Math.min(notice.attempts() - 1, MOST_DOUBLINGS));
    double wait =
        Math.min(wanted, config.longestRetry().toMillis())
            * (1 - SPREAD * RandomGenerator.getDefault().nextDouble());
    // Only the kind of failure: a provider's reply may repeat the address.
    String reason = failure.getClass().getSimpleName();
    LOG.debugf(failure, "Notice %s waits", notice.id());
    count(notice, "postponed");
    return store.postpone(notice, Duration.ofMillis((long) wait), reason);
  }

  private void count(Notice notice, String outcome) {
    metrics
        .counter(
            "loket.notices",
            "channel",
            notice.channel().name().toLowerCase(Locale.ROOT),
            "outcome",
            outcome)
        .increment();
  }
}
