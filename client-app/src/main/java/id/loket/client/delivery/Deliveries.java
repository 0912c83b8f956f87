package id.loket.client.delivery;

import id.loket.client.mail.MailKind;
import id.loket.client.mail.MailRequest;
import id.loket.client.mail.Mails;
import id.loket.kit.event.Event;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Outbox;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Brings what was ordered to its user, and tells them how far it is. */
@Singleton
public class Deliveries {
  private final DeliveryStore store;
  private final Mails mails;
  private final Outbox outbox;
  private final TolerantJson json;

  Deliveries(DeliveryStore store, Mails mails, Outbox outbox, TolerantJson json) {
    this.store = store;
    this.mails = mails;
    this.outbox = outbox;
    this.json = json;
  }

  /** The data of {@code delivery.arranged}. */
  @RegisterForReflection // native: written with TolerantJson, not by an endpoint
  record DeliveryArranged(UUID orderId) {}

  /**
   * Takes in something heard of an order: arranges its delivery when its items are picked, and
   * mails the user whenever that changes how far it is. What waits to be paid is told of once it is
   * known where to pay it.
   */
  Uni<Void> take(SqlClient transaction, OrderMessage order, Fact fact) {
    return store
        .hear(transaction, order, fact)
        .chain(
            heard ->
                heard.isNew()
                    ? follow(transaction, order, fact, heard)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> follow(
      SqlClient transaction, OrderMessage order, Fact fact, DeliveryStore.Heard heard) {
    Set<Fact> after = EnumSet.of(fact);
    after.addAll(heard.before());
    Optional<DeliveryStatus> was = Fact.status(heard.before());
    Optional<DeliveryStatus> is = Fact.status(after);
    boolean neverArranged = was.isEmpty() && is.equals(Optional.of(DeliveryStatus.WITHDRAWN));
    boolean canBePaidNow = fact == Fact.BILLED && is.equals(Optional.of(DeliveryStatus.ARRANGED));
    if (is.isEmpty() || neverArranged || (was.equals(is) && !canBePaidNow)) {
      return Uni.createFrom().voidItem();
    }
    Uni<Void> told = mail(transaction, order.user(), heard.now().being(is.orElseThrow()));
    return was.isEmpty() ? told.chain(() -> tell(transaction, order.order())) : told;
  }

  private Uni<Void> mail(SqlClient transaction, UUID userId, Delivery delivery) {
    boolean isTooSoon = delivery.status() == DeliveryStatus.ARRANGED && !delivery.isBilled();
    return isTooSoon
        ? Uni.createFrom().voidItem()
        : mails.request(
            transaction,
            new MailRequest(userId, kind(delivery.status()), null, json.write(delivery)));
  }

  private Uni<Void> tell(SqlClient transaction, UUID orderId) {
    return outbox.append(
        transaction,
        Event.now(
            "delivery.arranged", orderId.toString(), json.write(new DeliveryArranged(orderId))));
  }

  private static MailKind kind(DeliveryStatus status) {
    return switch (status) {
      case ARRANGED -> MailKind.DELIVERY_ARRANGED;
      case RELEASED -> MailKind.DELIVERY_RELEASED;
      case WITHDRAWN -> MailKind.DELIVERY_WITHDRAWN;
    };
  }

  /** A page of a user's deliveries, newest first. */
  public Uni<Page<Delivery>> list(UUID userId, PageQuery query) {
    int limit = query.limit();
    return store
        .list(userId, query.cursor(), limit + 1)
        .map(found -> Page.of(found, limit, each -> new Cursor(each.createdAt(), each.orderId())));
  }
}
