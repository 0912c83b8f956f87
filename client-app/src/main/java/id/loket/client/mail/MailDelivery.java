package id.loket.client.mail;

import id.loket.kit.id.Ids;
import id.loket.kit.shutdown.WorkUnderWay;
import id.loket.kit.trace.Traces;
import id.loket.kit.work.Backoff;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Sends a mail that is due. It is claimed first, so that no two replicas send it at once, and its
 * row says it is sent only after the SMTP server accepted it (I5). Towards SMTP that is at least
 * once: a replica that dies between acceptance and the row's update makes the mail be sent again,
 * under the same Message-ID.
 */
@Singleton
public class MailDelivery {
  private static final Logger LOG = Logger.getLogger(MailDelivery.class);
  private static final int ATTEMPTS_TO_SETTLE = 6;
  private static final Duration FIRST_WAIT_TO_SETTLE = Duration.ofMillis(200);

  private final UUID replica = Ids.next();
  private final MailStore store;
  private final Map<MailKind, LetterWriter> writers = new EnumMap<>(MailKind.class);
  private final Paper paper;
  private final Postman postman;
  private final MailConfig config;
  private final Traces traces;
  private final WorkUnderWay work;
  private final MeterRegistry metrics;

  MailDelivery(
      MailStore store,
      @All List<LetterWriter> writers,
      Paper paper,
      Postman postman,
      MailConfig config,
      Traces traces,
      WorkUnderWay work,
      MeterRegistry metrics) {
    this.store = store;
    writers.forEach(writer -> writer.kinds().forEach(kind -> this.writers.put(kind, writer)));
    this.paper = paper;
    this.postman = postman;
    this.config = config;
    this.traces = traces;
    this.work = work;
    this.metrics = metrics;
  }

  /** Tries to send a mail; nothing happens when it is not due, or another replica is at it. */
  public Uni<Void> deliver(UUID mailId) {
    return store
        .claim(mailId, replica, config.lease())
        .chain(
            claimed ->
                claimed.map(this::attemptOrHandBack).orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private Uni<Void> attemptOrHandBack(MailStore.Claimed claimed) {
    return work.doing(
        () -> attempt(claimed),
        () -> store.postpone(claimed.mail().id(), replica, "handed back", Duration.ZERO));
  }

  private Uni<Void> attempt(MailStore.Claimed claimed) {
    Mail mail = claimed.mail();
    return writeAndSend(claimed)
        .ifNoItem()
        .after(config.lease().dividedBy(2))
        .fail()
        .onItemOrFailure()
        .transformToUni((sent, failure) -> patiently(settle(mail, failure)));
  }

  private Uni<Void> writeAndSend(MailStore.Claimed claimed) {
    return recipient(claimed)
        .map(found -> found.orElseThrow(() -> new LetterImpossible("account-gone")))
        .chain(recipient -> write(claimed.mail(), recipient));
  }

  private Uni<Optional<Recipient>> recipient(MailStore.Claimed claimed) {
    Mail mail = claimed.mail();
    return mail.kind().goesToItsUser()
        ? Uni.createFrom().item(claimed.user())
        : writers.get(mail.kind()).recipient(mail);
  }

  private Uni<Void> write(Mail mail, Recipient recipient) {
    return writers
        .get(mail.kind())
        .write(mail, recipient)
        .chain(
            letter ->
                paper
                    .render(letter, recipient)
                    .chain(sheets -> send(mail, recipient, letter, sheets)));
  }

  private Uni<Void> send(Mail mail, Recipient recipient, Letter letter, Paper.Sheets sheets) {
    return traces.span(
        "send mail", SpanKind.CLIENT, () -> postman.send(mail, recipient, letter, sheets));
  }

  private Uni<Void> settle(Mail mail, Throwable failure) {
    return switch (failure) {
      case null -> {
        LOG.debugf("Mail %s is sent", mail.id());
        count("sent");
        yield store.markSent(mail.id(), replica);
      }
      case LetterImpossible impossible -> fail(mail, impossible.getMessage());
      case Postman.Refused refused -> fail(mail, refused.getMessage());
      default -> postpone(mail, failure);
    };
  }

  private Uni<Void> fail(Mail mail, String reason) {
    LOG.warnf("Mail %s (%s) is given up: %s", mail.id(), mail.kind(), reason);
    count("refused");
    return store.markFailed(mail.id(), replica, reason);
  }

  private Uni<Void> postpone(Mail mail, Throwable failure) {
    Duration wait = new Backoff(config.firstRetry(), config.longestRetry()).after(mail.attempts());
    // Only the kind of failure: a server's reply may repeat the address.
    String reason = failure.getClass().getSimpleName();
    LOG.warnf(
        "Mail %s (%s) waits %d s after attempt %d: %s",
        mail.id(), mail.kind(), wait.toSeconds(), mail.attempts(), reason);
    LOG.debug("Why the mail waits", failure);
    count("postponed");
    return store.postpone(mail.id(), replica, reason, wait);
  }

  /**
   * The outcome must not be forgotten because the database blinks: that would send the mail twice.
   */
  private static Uni<Void> patiently(Uni<Void> settling) {
    return settling
        .onFailure()
        .retry()
        .withBackOff(FIRST_WAIT_TO_SETTLE)
        .atMost(ATTEMPTS_TO_SETTLE);
  }

  private void count(String outcome) {
    metrics.counter("loket.mails", "outcome", outcome).increment();
  }
}
