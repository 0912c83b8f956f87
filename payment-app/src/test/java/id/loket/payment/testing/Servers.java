package id.loket.payment.testing;

import id.loket.kit.testing.LocalStackResource;
import java.util.HashMap;
import java.util.Map;

/** Real Cassandra, Redis and RabbitMQ, and the configured receiver of webhooks. */
public class Servers extends LocalStackResource {
  public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static Receiver receiver;

  /** The configured receiver, which stands for ticket-app. */
  public static Receiver receiver() {
    return receiver;
  }

  @Override
  public void init(Map<String, String> arguments) {
    super.init(Map.of("service", "payment-app", "servers", "CASSANDRA,REDIS,RABBITMQ"));
  }

  @Override
  public Map<String, String> start() {
    receiver = Receiver.start();
    Map<String, String> settings = new HashMap<>(super.start());
    settings.put("loket.webhook.url", receiver.url().toString());
    settings.put("loket.webhook.secret", SECRET);
    settings.put("loket.webhook.schedule", "0s,200ms,200ms,200ms,400ms");
    settings.put("loket.webhook.attempt-timeout", "2s");
    settings.put("loket.webhook.lease", "3s");
    settings.put("loket.webhook.poll-every", "1s");
    settings.put("loket.webhook.sweep-every", "1s");
    settings.put("loket.webhook.slow-down", "200ms");
    settings.put("loket.webhook.per-receiver", "4");
    settings.put("loket.payment.simulation.latency", "50ms");
    settings.put("loket.payment.simulation.failure-rate", "0");
    settings.put("loket.payment.processing.refund-timeout", "2s");
    settings.put("loket.payment.processing.sweep-every", "1s");
    settings.put("loket.payment.processing.take-up-after", "2s");
    settings.put("loket.events.sweep-every", "1s");
    settings.put("loket.due.grace", "1s");
    settings.put("loket.due.settled-after", "8s");
    settings.put("loket.due.settle-every", "2s");
    settings.put("loket.due.beat-every", "1s");
    settings.put("loket.webhook.look-again-after", "2s");
    return settings;
  }

  @Override
  public void stop() {
    receiver.close();
    super.stop();
  }
}
