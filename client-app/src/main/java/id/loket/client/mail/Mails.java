package id.loket.client.mail;

import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Commits;
import id.loket.kit.trace.TraceParent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.UUID;

/** Asks for mails, in the transaction of what they tell; sending is {@link MailDelivery}'s. */
@Singleton
public class Mails {
  private final MailStore store;
  private final MailAnnouncements announcements;

  Mails(MailStore store, MailAnnouncements announcements) {
    this.store = store;
    this.announcements = announcements;
  }

  /** Asks for a mail: it is sent if the transaction commits, never otherwise. */
  public Uni<Void> request(SqlClient transaction, MailRequest request) {
    String traceparent = TraceParent.current();
    return store
        .insert(transaction, request, traceparent)
        .invoke(id -> Commits.then(transaction, () -> announcements.announce(id, traceparent)))
        .replaceWithVoid();
  }

  /** Has a mail sent whose row is committed. */
  public void committed(UUID mailId, String traceparent) {
    announcements.announce(mailId, traceparent);
  }

  /** Withdraws a booking's mails of that kind, unless they were sent already. */
  public Uni<Void> withdraw(SqlClient transaction, UUID bookingId, MailKind kind) {
    return store.withdraw(transaction, bookingId, kind);
  }

  /** A user's mails, newest first. */
  public Uni<Page<Mail>> list(UUID userId, PageQuery query) {
    int limit = query.limit();
    return store
        .list(userId, query.cursor(), limit + 1)
        .map(found -> Page.of(found, limit, mail -> new Cursor(mail.createdAt(), mail.id())));
  }
}
