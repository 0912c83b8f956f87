package id.loket.kit.hibernate;

import id.loket.kit.audit.Act;
import id.loket.kit.postgres.AuditTrail;
import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The audit trail ({@link AuditTrail}) for what is stored through Hibernate Reactive. No bean, so
 * that services without Hibernate need not have it.
 */
public final class SessionAudit {
  private SessionAudit() {}

  /** Writes down in the transaction of that session what the caller of the request does. */
  public static Uni<Void> record(Mutiny.Session session, AuditTrail trail, Act act) {
    AuditTrail.Written row = trail.written(act);
    return session
        .createNativeQuery(
            """
            insert into audit (id, actor, actor_role, act, object_kind, object_id, before, after,
                               trace_id, keep_until)
            values (?1, ?2, ?3, ?4, ?5, ?6, cast(cast(?7 as text) as jsonb),
                    cast(cast(?8 as text) as jsonb), cast(?9 as text),
                    now() + cast(?10 as bigint) * interval '1 second')
            """)
        .setParameter(1, row.id())
        .setParameter(2, row.actor().id())
        .setParameter(3, row.actor().role())
        .setParameter(4, act.name())
        .setParameter(5, act.kind())
        .setParameter(6, act.id())
        .setParameter(7, row.before())
        .setParameter(8, row.after())
        .setParameter(9, row.traceId())
        .setParameter(10, row.keep())
        .executeUpdate()
        .replaceWithVoid();
  }
}
