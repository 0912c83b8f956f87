package id.loket.payment.webhook;

import id.loket.kit.audit.Act;
import id.loket.kit.http.OutboundAddresses;
import id.loket.kit.id.Ids;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.payment.audit.AuditTrail;
import id.loket.payment.webhook.EndpointStore.Stored;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The receivers of webhooks: the configured one, and those admins have added. */
@ApplicationScoped
@Startup // a missing secret is found when the service starts, not at the first payment
public class Endpoints {
  /** The configured receiver has an id too, so that its deliveries and its state have a name. */
  static final UUID CONFIGURED = UUID.fromString("00000000-0000-7000-8000-000000000001");

  private static final Logger LOG = Logger.getLogger(Endpoints.class);
  private static final int MOST = 100;
  private static final Duration SEEN_FOR = Duration.ofSeconds(1);

  private final EndpointStore store;
  private final WebhookConfig config;
  private final OutboundAddresses addresses;
  private final AuditTrail audit;
  private final Optional<Endpoint> configured;
  private final SecureRandom random = new SecureRandom();
  private volatile Seen lastSeen = Seen.NOTHING;

  Endpoints(
      EndpointStore store, WebhookConfig config, OutboundAddresses addresses, AuditTrail audit) {
    this.store = store;
    this.config = config;
    this.addresses = addresses;
    this.audit = audit;
    this.configured = config.url().map(url -> configuredEndpoint(url, config));
  }

  /**
   * The receivers as they were read last.
   *
   * @param at {@link System#nanoTime}
   */
  private record Seen(List<Endpoint> endpoints, long at) {
    static final Seen NOTHING = new Seen(List.of(), System.nanoTime() - SEEN_FOR.toNanos());
  }

  /** A receiver with the secret just made for it, which is shown this once. */
  public record WithSecret(Endpoint endpoint, WebhookSecret secret) {}

  /** All receivers. */
  public Uni<List<Endpoint>> all() {
    long now = System.nanoTime();
    return store.all().map(this::merge).invoke(endpoints -> lastSeen = new Seen(endpoints, now));
  }

  /**
   * The receivers that want to hear of events of that type. What another replica has just changed
   * is known here within a second.
   */
  Uni<List<Endpoint>> wanting(String eventType) {
    return recent().map(all -> all.stream().filter(endpoint -> endpoint.wants(eventType)).toList());
  }

  private Uni<List<Endpoint>> recent() {
    Seen seen = lastSeen;
    return System.nanoTime() - seen.at < SEEN_FOR.toNanos()
        ? Uni.createFrom().item(seen.endpoints)
        : all();
  }

  /**
   * Adds a receiver.
   *
   * @throws Problem {@code invalid-input} for a URL that may not be called, {@code
   *     too-many-endpoints}
   */
  public Uni<WithSecret> add(URI url, Set<String> eventTypes) {
    WebhookSecret secret = WebhookSecret.next(random);
    Endpoint endpoint =
        new Endpoint(Ids.next(), url, eventTypes, List.of(secret), false, null, null, now());
    return addresses
        .resolve(url)
        .onFailure()
        .transform(refused -> Problem.invalid("url", "field.webhook-url"))
        .chain(this::all)
        .invoke(
            all -> {
              if (all.size() >= MOST) {
                throw new Problem(WebhookProblems.TOO_MANY_ENDPOINTS, MOST);
              }
            })
        .chain(
            () ->
                audit.recorded(
                    act("webhook-endpoint.added", endpoint.id()),
                    () -> store.insert(endpoint),
                    done -> told(endpoint)))
        .invoke(this::forget)
        .replaceWith(new WithSecret(endpoint, secret));
  }

  /**
   * Gives a receiver a new secret; the old one signs beside it for a while.
   *
   * @throws Problem {@code not-found}; {@code endpoint-is-configured}
   */
  public Uni<WithSecret> exchangeSecret(UUID id) {
    WebhookSecret secret = WebhookSecret.next(random);
    Instant until = now().plus(config.formerSecretFor());
    return changeable(id)
        .call(
            endpoint ->
                audit.recorded(
                    act("webhook-endpoint.secret-exchanged", id),
                    () -> store.exchangeSecret(id, secret, endpoint.secrets().getFirst(), until),
                    done -> null))
        .invoke(this::forget)
        .map(endpoint -> new WithSecret(endpoint, secret));
  }

  /**
   * Sends to a disabled receiver again.
   *
   * @throws Problem {@code not-found}
   */
  public Uni<Endpoint> enable(UUID id) {
    return get(id)
        .call(
            endpoint ->
                audit.recorded(
                    act("webhook-endpoint.enabled", id).from(told(endpoint)),
                    () -> store.enable(id),
                    done -> told(endpoint.disabled(null, null))))
        .invoke(this::forget)
        .map(endpoint -> endpoint.disabled(null, null));
  }

  /**
   * Removes a receiver; what is still owed to it becomes dead.
   *
   * @throws Problem {@code not-found}; {@code endpoint-is-configured}
   */
  public Uni<Void> remove(UUID id) {
    return changeable(id)
        .chain(
            endpoint ->
                audit.recorded(
                    act("webhook-endpoint.removed", id).from(told(endpoint)),
                    () -> store.delete(id),
                    done -> null))
        .invoke(this::forget);
  }

  private static Act act(String name, UUID id) {
    return Act.of(name, "webhook-endpoint", id);
  }

  /** What the audit trail tells of a receiver: no secret, and none that its address may carry. */
  private static Map<String, Object> told(Endpoint endpoint) {
    return Map.of(
        "url", Act.plain(endpoint.url().toString()),
        "eventTypes", endpoint.eventTypes().stream().sorted().toList(),
        "enabled", endpoint.isEnabled());
  }

  /** Stops sending to a receiver that said it is gone. */
  Uni<Void> disable(Endpoint endpoint, String reason) {
    LOG.warnf("Webhooks to endpoint %s are disabled: %s", endpoint.id(), reason);
    return store.disable(endpoint.id(), now(), reason).invoke(this::forget);
  }

  private void forget() {
    lastSeen = Seen.NOTHING;
  }

  /** A receiver as it is at this moment. */
  Uni<Optional<Endpoint>> find(UUID id) {
    return all().map(all -> all.stream().filter(endpoint -> endpoint.id().equals(id)).findFirst());
  }

  private Uni<Endpoint> get(UUID id) {
    return find(id).map(found -> found.orElseThrow(() -> new Problem(ProblemType.NOT_FOUND)));
  }

  private Uni<Endpoint> changeable(UUID id) {
    return get(id)
        .invoke(
            endpoint -> {
              if (endpoint.isConfigured()) {
                throw new Problem(WebhookProblems.ENDPOINT_IS_CONFIGURED);
              }
            });
  }

  private List<Endpoint> merge(List<Stored> stored) {
    List<Endpoint> all = new ArrayList<>();
    configured.map(endpoint -> withState(endpoint, stored)).ifPresent(all::add);
    Instant now = now();
    stored.stream()
        .filter(row -> row.endpoint().url() != null)
        .map(row -> withoutEndedSecret(row, now))
        .forEach(all::add);
    return all;
  }

  private static Endpoint withState(Endpoint configured, List<Stored> stored) {
    return stored.stream()
        .map(Stored::endpoint)
        .filter(row -> row.id().equals(CONFIGURED) && !row.isEnabled())
        .findFirst()
        .map(row -> configured.disabled(row.disabledAt(), row.disabledReason()))
        .orElse(configured);
  }

  private static Endpoint withoutEndedSecret(Stored row, Instant now) {
    Endpoint endpoint = row.endpoint();
    boolean formerEnded = row.formerUntil() == null || !now.isBefore(row.formerUntil());
    return formerEnded
        ? new Endpoint(
            endpoint.id(),
            endpoint.url(),
            endpoint.eventTypes(),
            List.of(endpoint.secrets().getFirst()),
            false,
            endpoint.disabledAt(),
            endpoint.disabledReason(),
            endpoint.createdAt())
        : endpoint;
  }

  private static Endpoint configuredEndpoint(URI url, WebhookConfig config) {
    String secret =
        config
            .secret()
            .orElseThrow(
                () -> new IllegalStateException("WEBHOOK_URL is set, WEBHOOK_SECRET is not"));
    return new Endpoint(
        CONFIGURED,
        url,
        config.eventTypes(),
        WebhookSecret.parseAll(secret),
        true,
        null,
        null,
        null);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
