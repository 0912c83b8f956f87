package id.loket.ticket.inventory;

import id.loket.kit.audit.Actor;
import id.loket.kit.id.Ids;
import id.loket.kit.language.Language;
import id.loket.kit.page.Cursor;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.AuditTrail;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;

/** Files of stock: taking them in, and telling how far they are. */
@Singleton
public class Imports {
  private static final Logger LOG = Logger.getLogger(Imports.class);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}\\.csv");
  private static final int ERRORS_SHOWN = 20;

  private final Pool pool;
  private final ImportStore store;
  private final StockFiles files;
  private final ImportWork work;
  private final ImportRowStore rows;
  private final ErrorTexts texts;
  private final AuditTrail audit;
  private final Semaphore room;

  Imports(
      Pool pool,
      ImportStore store,
      StockFiles files,
      ImportWork work,
      ImportRowStore rows,
      ErrorTexts texts,
      AuditTrail audit,
      InventoryConfig config) {
    this.pool = pool;
    this.store = store;
    this.files = files;
    this.work = work;
    this.rows = rows;
    this.texts = texts;
    this.audit = audit;
    this.room = new Semaphore(config.uploadsAtOnce());
  }

  /**
   * Takes a file in: it is in the object store when this completes, and is loaded afterwards. It
   * lies under its id, where nobody looks for files that were dropped: an upload that broke is
   * never loaded, and another file of its name does not touch it.
   *
   * @param content read on another thread, no faster than the object store takes it
   * @param size in bytes
   * @param by who sends it
   * @return fails with {@code inventory-file-name}, {@code inventory-busy} or {@code
   *     inventory-store-unavailable}
   */
  Uni<UUID> receive(String name, InputStream content, long size, Import.Wish wish, Actor by) {
    if (!NAME.matcher(name).matches() || name.endsWith(StockFiles.ERRORS)) {
      throw new Problem(InventoryProblems.FILE_NAME);
    }
    if (!room.tryAcquire()) {
      throw new Problem(InventoryProblems.BUSY).header("Retry-After", "5");
    }
    UUID id = Ids.next();
    String key = files.keptKey(id, name);
    return pool.withTransaction(
            transaction ->
                store
                    .insert(transaction, id, name, key, size, wish)
                    .chain(() -> audit.record(transaction, wish.act(id, name), by)))
        .chain(() -> files.put(key, content, size))
        .chain(tag -> store.received(pool, id, key, tag))
        .invoke(work::wake)
        .replaceWith(id)
        .onFailure(SdkException.class)
        .transform(
            failure -> {
              LOG.warnf("A file of stock was not stored: %s", failure.toString());
              return new Problem(InventoryProblems.STORE_UNAVAILABLE).header("Retry-After", "5");
            })
        .onFailure()
        .call(() -> giveUp(id, key))
        .onTermination()
        .invoke(room::release);
  }

  private Uni<Void> giveUp(UUID id, String key) {
    return store
        .notReceived(pool, id, Reason.UPLOAD_BROKEN)
        .chain(given -> given ? files.removeKept(key) : Uni.createFrom().voidItem())
        .onFailure()
        .invoke(e -> LOG.warnf("File of stock %s is given up when its time is over: %s", id, e))
        .onFailure()
        .recoverWithNull();
  }

  /**
   * How far a file is.
   *
   * @param organiserId who asks; null for those who see all
   * @return fails with {@code inventory-import-not-found}, for somebody else's file too
   */
  public Uni<ImportView> find(UUID id, UUID organiserId, Language language) {
    return found(id, organiserId)
        .chain(
            file ->
                rows.errors(pool, file.number(), ERRORS_SHOWN)
                    .map(errors -> view(file, errors, language)));
  }

  /** A page of an organiser's files, or of all, newest first, without their errors. */
  public Uni<Page<ImportView>> list(UUID organiserId, PageQuery query, Language language) {
    int limit = query.limit();
    return store
        .list(pool, organiserId, query.cursor().orElse(null), limit + 1)
        .map(
            found ->
                Page.of(found, limit, file -> new Cursor(file.createdAt(), file.id()))
                    .map(file -> view(file, List.of(), language)));
  }

  /**
   * Where a file's errors can be fetched for some minutes.
   *
   * @return fails with {@code inventory-import-not-found}, or {@code inventory-no-errors} for one
   *     without bad rows or not done yet
   */
  public Uni<URI> errors(UUID id, UUID organiserId) {
    return found(id, organiserId)
        .map(
            file ->
                Optional.ofNullable(file.errorsKey())
                    .map(
                        key ->
                            files.presign(
                                key, file.name().replaceFirst("\\.csv$", StockFiles.ERRORS)))
                    .orElseThrow(
                        () ->
                            new Problem(InventoryProblems.NO_ERRORS)
                                .with("importStatus", file.status())));
  }

  private Uni<Import> found(UUID id, UUID organiserId) {
    return store
        .find(pool, id)
        .map(file -> file.filter(it -> organiserId == null || organiserId.equals(it.organiserId())))
        .map(file -> file.orElseThrow(() -> new Problem(InventoryProblems.IMPORT_NOT_FOUND)));
  }

  private ImportView view(Import file, List<RowError> errors, Language language) {
    Import.Progress progress = file.progress();
    return new ImportView(
        file.id(),
        file.organiserId(),
        file.name(),
        file.mode(),
        file.strict(),
        file.dryRun(),
        file.status(),
        file.reason() == null ? null : texts.text(language, file.reason(), null),
        file.size(),
        progress.bytesRead(),
        progress.rowsRead(),
        progress.rowsGood(),
        progress.rowsBad(),
        progress.rowsLoaded(),
        progress.rowsShort(),
        progress.depleted(),
        file.duplicateOf(),
        errors.stream()
            .map(
                error ->
                    new ImportView.ErrorView(
                        error.line(),
                        error.field(),
                        texts.text(language, error.reason(), error.detail())))
            .toList(),
        file.errorsKey() == null ? null : "/inventory/imports/" + file.id() + "/errors",
        file.createdAt(),
        file.updatedAt());
  }
}
