package id.loket.report.template;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.id.Ids;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What can be done with answer templates. */
@Singleton
public class Templates {
  public static final ProblemType NOT_FOUND = new ProblemType("template-not-found", 404);

  private final Pool pool;
  private final TemplateStore store;
  private final MergePatch patches;

  Templates(Pool pool, TemplateStore store, MergePatch patches) {
    this.pool = pool;
    this.store = store;
    this.patches = patches;
  }

  /** Makes a template in the caller's transaction. */
  public Uni<AnswerTemplate> create(SqlClient transaction, AnswerTemplate.Fields fields) {
    return store.insert(transaction, Ids.next(), fields);
  }

  /** The template; fails with {@code template-not-found} (404). */
  public Uni<AnswerTemplate> find(UUID id) {
    return store.find(pool, id).map(found -> found.orElseThrow(() -> new Problem(NOT_FOUND)));
  }

  /** A page of the templates a unit may use, or of all. */
  public Uni<Page<AnswerTemplate>> list(String unit, PageQuery query) {
    int limit = query.limit();
    return store
        .list(pool, unit, query.cursor(), limit + 1)
        .map(
            found ->
                Page.of(found, limit, template -> new Cursor(template.createdAt(), template.id())));
  }

  /** Changes a template by a merge patch. */
  public Uni<AnswerTemplate> change(UUID id, long version, JsonNode patch) {
    return find(id)
        .map(template -> patches.apply(template.fields(), patch, AnswerTemplate.Fields.class))
        .chain(fields -> store.update(pool, id, version, fields))
        .map(updated -> updated.orElseThrow(ETags::stale));
  }

  /** Deletes a template. What was answered with it stays. */
  public Uni<Void> delete(UUID id) {
    return store
        .delete(pool, id)
        .invoke(
            deleted -> {
              if (!deleted) {
                throw new Problem(NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }
}
