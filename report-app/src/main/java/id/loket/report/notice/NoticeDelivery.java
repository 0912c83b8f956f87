package id.loket.report.notice;

import id.loket.kit.postgres.DueWork;
import id.loket.kit.work.Backoff;
import id.loket.kit.work.Jobs;
import id.loket.kit.work.Sweep;
import id.loket.report.report.Channel;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** Of the lease: what was taken longer ago is taken once more before it is sent. */
  private static final int FRESH = 4;

  private final NoticeStore store;
  private final Recipients recipients;
  private final NoticeTexts texts;
  private final Map<Channel, Carrier> carriers = new EnumMap<>(Channel.class);
  private final NoticeConfig config;
  private final Backoff backoff;
  private final MeterRegistry metrics;
  private final Sweep<Due> sweep;

  NoticeDelivery(
      NoticeStore store,
      Recipients recipients,
      NoticeTexts texts,
      @All List<Carrier> carriers,
      NoticeConfig config,
      Jobs jobs,
      MeterRegistry metrics) {
    this.store = store;
    this.recipients = recipients;
    this.texts = texts;
    carriers.forEach(carrier -> this.carriers.put(carrier.channel(), carrier));
    this.config = config;
    this.backoff = new Backoff(config.firstRetry(), config.longestRetry());
    this.metrics = metrics;
    // Whatever was sent may be what others waited for: then there is more at once.
    this.sweep =
        jobs.sweep("due-notices", NoticeDelivery.class, this::takeDue, this::deliver)
            .atOnce(AT_ONCE)
            .batch(1)
            .limit(config.timeout().multipliedBy(3))
            .in(due -> due.notice().traceparent())
            .handingBack(due -> store.postpone(due.notice(), Duration.ZERO, "handed back"));
  }

  /**
   * A notice that is this replica's to send.
   *
   * @param takenAt of {@link System#nanoTime}
   */
  private record Due(Notice notice, long takenAt) {}

  /** Asks for a round now; without it the poll finds what is due. */
  void wake() {
    sweep.wake();
  }

  Uni<Void> poll() {
    return sweep.run();
  }

  @Produces
  @Singleton
  DueWork due() {
    return new DueWork(
        "notices", "select min(next_attempt_at) from notice where status = 'PENDING'", this::poll);
  }

  private Uni<List<Due>> takeDue() {
    long now = System.nanoTime();
    return store
        .takeDue(config.lease(), PER_ROUND)
        .map(notices -> notices.stream().map(notice -> new Due(notice, now)).toList());
  }

  private Uni<Void> deliver(Due due) {
    return isStillOurs(due)
        .chain(ours -> ours ? attempt(due.notice()) : Uni.createFrom().voidItem());
  }

  /**
   * Others of the same round may have taken long: then the lease is taken anew, and whatever
   * another replica took meanwhile is left to it.
   */
  private Uni<Boolean> isStillOurs(Due due) {
    long fresh = config.lease().dividedBy(FRESH).toNanos();
    return System.nanoTime() - due.takenAt() < fresh
        ? Uni.createFrom().item(true)
        : store.renew(due.notice(), config.lease());
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
        .transformToUni((sent, failure) -> settle(notice, failure));
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
    // Only the kind of failure: a provider's reply may repeat the address.
    String reason = failure.getClass().getSimpleName();
    LOG.debugf(failure, "Notice %s waits", notice.id());
    count(notice, "postponed");
    return store.postpone(notice, backoff.after(notice.attempts()), reason);
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
