package id.loket.kit.event.queue;

import com.rabbitmq.client.Channel;
import id.loket.kit.event.BrokerConfig;
import id.loket.kit.tls.Authorities;
import id.loket.kit.work.OutageLog;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The {@linkplain ConsumerChannels channels} of all consumers of a service's events. */
@Singleton
public class ConsumerConnection {
  private final QueueTopology topology;
  private final ConsumerChannels channels;
  private final List<EventConsumer> consumers = new CopyOnWriteArrayList<>();

  ConsumerConnection(
      BrokerConfig broker,
      Authorities authorities,
      Config config,
      @ConfigProperty(name = "quarkus.application.name") String service) {
    this.topology = new QueueTopology(config, service);
    this.channels =
        new ConsumerChannels(
            broker,
            authorities,
            service + " consumers",
            topology::declare,
            new OutageLog(ConsumerConnection.class, "Events are not consumed, RabbitMQ"),
            Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("loket-event-connection").daemon().factory()));
  }

  /** What the service has at the broker. */
  public QueueTopology topology() {
    return topology;
  }

  /** A channel for a moment, while the connection is open; its user closes it. */
  public Optional<Channel> channel() throws IOException {
    return channels.channel();
  }

  /** Gives a consumer its channel, now and whenever it has lost it. */
  void serve(EventConsumer consumer) {
    consumers.add(consumer);
    channels.serve(consumer);
  }

  /** A channel has ended: it is opened anew in a moment. */
  void lost() {
    channels.lost();
  }

  @PreDestroy
  void close() {
    consumers.forEach(EventConsumer::close);
    channels.close();
  }
}
