package id.loket.report.category;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.kit.audit.Act;
import id.loket.kit.http.ETags;
import id.loket.kit.http.MergePatch;
import id.loket.kit.id.Ids;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.pgclient.PgException;
import jakarta.inject.Singleton;
import java.util.UUID;

/** What can be done with categories. */
@Singleton
public class Categories {
  private static final String UNIQUE_VIOLATION = "23505";

  private final Pool pool;
  private final CategoryStore store;
  private final MergePatch patches;
  private final AuditTrail audit;

  Categories(Pool pool, CategoryStore store, MergePatch patches, AuditTrail audit) {
    this.pool = pool;
    this.store = store;
    this.patches = patches;
    this.audit = audit;
  }

  /**
   * Makes a category in the caller's transaction.
   *
   * @return fails with {@code category-exists} (409) for a code that is taken
   */
  public Uni<Category> create(SqlClient transaction, CategoryFields wanted) {
    CategoryFields fields = checked(wanted.withDefaults());
    return store
        .insert(transaction, Ids.next(), fields)
        .map(made -> made.orElseThrow(() -> exists(fields)))
        .call(
            made ->
                audit.record(transaction, act("category.created", made.id()).to(made.fields())));
  }

  private static Act act(String name, UUID id) {
    return Act.of(name, "category", id);
  }

  /** The category; fails with {@code category-not-found} (404). */
  public Uni<Category> find(SqlClient client, UUID id) {
    return store.find(client, id).map(found -> found.orElseThrow(Categories::notFound));
  }

  /** The category; fails with {@code category-not-found} (404). */
  public Uni<Category> find(UUID id) {
    return find(pool, id);
  }

  /** The category of that code or id; fails with {@code category-not-found} (404). */
  public Uni<Category> named(SqlClient client, String codeOrId) {
    try {
      return find(client, UUID.fromString(codeOrId));
    } catch (IllegalArgumentException noId) {
      return store
          .findByCode(client, codeOrId)
          .map(found -> found.orElseThrow(Categories::notFound));
    }
  }

  /** A page of the categories, oldest first. */
  public Uni<Page<Category>> list(boolean retiredToo, PageQuery query) {
    int limit = query.limit();
    return store
        .list(pool, retiredToo, query.cursor(), limit + 1)
        .map(
            found ->
                Page.of(found, limit, category -> new Cursor(category.createdAt(), category.id())));
  }

  /**
   * Changes a category by a merge patch. Open reports keep their unit and due time.
   *
   * @param version the version the caller last saw
   */
  public Uni<Category> change(UUID id, long version, JsonNode patch) {
    return pool.withTransaction(
        transaction ->
            find(transaction, id)
                .invoke(category -> ETags.requireSame(category.version(), version))
                .chain(category -> change(transaction, category, patch)));
  }

  private Uni<Category> change(SqlClient transaction, Category before, JsonNode patch) {
    CategoryFields fields =
        checked(patches.apply(before.fields(), patch, CategoryFields.class).withDefaults());
    return store
        .update(transaction, before.id(), before.version(), fields)
        .onFailure(Categories::isTaken)
        .transform(taken -> exists(fields))
        .map(updated -> updated.orElseThrow(ETags::stale))
        .call(
            after ->
                audit.record(
                    transaction,
                    act("category.changed", before.id()).from(before.fields()).to(after.fields())));
  }

  /** Deletes a category none of whose reports is open. */
  public Uni<Void> delete(UUID id) {
    return pool.withTransaction(
        transaction ->
            find(transaction, id)
                .call(() -> delete(transaction, id))
                .chain(
                    category ->
                        audit.record(
                            transaction, act("category.deleted", id).from(category.fields()))));
  }

  private Uni<Void> delete(SqlClient transaction, UUID id) {
    return store
        .delete(transaction, id)
        .invoke(
            deleted -> {
              if (!deleted) {
                throw new Problem(CategoryProblems.IN_USE);
              }
            })
        .replaceWithVoid();
  }

  private static CategoryFields checked(CategoryFields fields) {
    String impossible = fields.impossibleQuestion();
    if (impossible != null) {
      throw Problem.invalid("questions." + impossible, "field.question");
    }
    if (fields.repairCost() != null && !fields.repairCost().hasKnownCurrency()) {
      throw Problem.invalid("repairCost.currency", "field.currency");
    }
    return fields;
  }

  private static boolean isTaken(Throwable failure) {
    return failure instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState());
  }

  private static Problem exists(CategoryFields fields) {
    return new Problem(CategoryProblems.EXISTS, fields.code());
  }

  private static Problem notFound() {
    return new Problem(CategoryProblems.NOT_FOUND);
  }
}
