package id.loket.report.template;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.audit.Act;
import id.loket.kit.auth.Caller;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.id.Ids;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.report.officer.Officers;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What can be done with answer templates. */
@Singleton
public class Templates {
  public static final ProblemType NOT_FOUND = new ProblemType("template-not-found", 404);

  /** No unit's code: what is for all units is found with it. */
  private static final String NO_UNIT = "";

  private final Pool pool;
  private final TemplateStore store;
  private final MergePatch patches;
  private final Officers officers;
  private final AuditTrail audit;

  Templates(
      Pool pool, TemplateStore store, MergePatch patches, Officers officers, AuditTrail audit) {
    this.pool = pool;
    this.store = store;
    this.patches = patches;
    this.officers = officers;
    this.audit = audit;
  }

  /** Makes a template in the caller's transaction, once {@link #requireOf} let them. */
  public Uni<AnswerTemplate> create(SqlClient transaction, AnswerTemplate.Fields fields) {
    return store
        .insert(transaction, Ids.next(), fields)
        .call(made -> audit.record(transaction, act("template.created", made.id()).to(fields)));
  }

  private static Act act(String name, UUID id) {
    return Act.of(name, "template", id);
  }

  /**
   * Lets officers change what is their own unit's; what is for all units is an administrator's.
   *
   * @return fails with {@code forbidden}, {@code officer-of-another-unit} or {@code
   *     officer-without-unit} (403)
   */
  public Uni<Void> requireOf(String unit, Caller caller) {
    return unit == null && !caller.isAdmin()
        ? Uni.createFrom().failure(new Problem(ProblemType.FORBIDDEN))
        : officers.requireOf(unit, caller);
  }

  /** The template, if it is for the caller's unit or for all; another's looks as if not there. */
  public Uni<AnswerTemplate> read(UUID id, Caller caller) {
    return find(id)
        .call(
            template ->
                template.unit() == null
                    ? Uni.createFrom().voidItem()
                    : officers
                        .requireOf(template.unit(), caller)
                        .onFailure(Problem.class)
                        .transform(other -> new Problem(NOT_FOUND)));
  }

  /** The template; fails with {@code template-not-found} (404). */
  public Uni<AnswerTemplate> find(UUID id) {
    return store.find(pool, id).map(found -> found.orElseThrow(() -> new Problem(NOT_FOUND)));
  }

  /** A page of the templates a unit may use, officers' their own; or of all, administrators'. */
  public Uni<Page<AnswerTemplate>> list(String unit, PageQuery query, Caller caller) {
    int limit = query.limit();
    return officers
        .unitOf(caller)
        .map(own -> caller.isAdmin() ? unit : own.orElse(NO_UNIT))
        .chain(of -> store.list(pool, of, query.cursor(), limit + 1))
        .map(
            found ->
                Page.of(found, limit, template -> new Cursor(template.createdAt(), template.id())));
  }

  /** Changes a template by a merge patch. */
  public Uni<AnswerTemplate> change(UUID id, long version, JsonNode patch, Caller caller) {
    return find(id)
        .call(template -> requireOf(template.unit(), caller))
        .invoke(template -> ETags.requireSame(template.version(), version))
        .chain(
            template -> {
              AnswerTemplate.Fields after =
                  patches.apply(template.fields(), patch, AnswerTemplate.Fields.class);
              return requireOf(after.unit(), caller)
                  .chain(
                      () ->
                          pool.withTransaction(
                              transaction -> change(transaction, template, after)));
            });
  }

  private Uni<AnswerTemplate> change(
      SqlClient transaction, AnswerTemplate before, AnswerTemplate.Fields after) {
    return store
        .update(transaction, before.id(), before.version(), after)
        .map(updated -> updated.orElseThrow(ETags::stale))
        .call(
            () ->
                audit.record(
                    transaction,
                    act("template.changed", before.id()).from(before.fields()).to(after)));
  }

  /** Deletes a template. What was answered with it stays. */
  public Uni<Void> delete(UUID id, Caller caller) {
    return find(id)
        .call(template -> requireOf(template.unit(), caller))
        .chain(() -> pool.withTransaction(transaction -> delete(transaction, id)));
  }

  private Uni<Void> delete(SqlClient transaction, UUID id) {
    return store
        .delete(transaction, id)
        .map(found -> found.orElseThrow(() -> new Problem(NOT_FOUND)))
        .chain(
            template ->
                audit.record(transaction, act("template.deleted", id).from(template.fields())));
  }
}
