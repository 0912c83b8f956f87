package id.loket.ticket.inventory;

import id.loket.kit.http.Sha256;
import id.loket.kit.postgres.LongStatements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Reads files of stock: checks every row and writes the good ones down, without touching stock. */
@Singleton
class ImportReading {
  private final Pool pool;
  private final LongStatements whole;
  private final ImportStore store;
  private final ImportRowStore rows;
  private final ImportLease lease;
  private final StockFiles files;
  private final InventoryConfig config;

  ImportReading(
      Pool pool,
      LongStatements whole,
      ImportStore store,
      ImportRowStore rows,
      ImportLease lease,
      StockFiles files,
      InventoryConfig config) {
    this.pool = pool;
    this.whole = whole;
    this.store = store;
    this.rows = rows;
    this.lease = lease;
    this.files = files;
    this.config = config;
  }

  /** What reading a file found. */
  record Read(String contentHash, long good, long bad) {}

  /**
   * Reads a file from its beginning.
   *
   * @return fails with {@link StockFile.Unreadable}, or {@link StockFiles.Missing}
   */
  Uni<Read> read(Import file) {
    OneFile reading = new OneFile(file);
    return whole
        .withTransaction(transaction -> begin(transaction, file))
        .chain(
            () ->
                files
                    .read(file.objectKey(), file.objectTag())
                    .onItem()
                    .transformToUniAndConcatenate(reading::take)
                    .collect()
                    .last())
        .chain(reading::finish);
  }

  private Uni<Void> begin(SqlConnection transaction, Import file) {
    return lease
        .renew(transaction, file)
        .chain(() -> store.beginReading(transaction, file))
        .chain(() -> rows.beginAnew(transaction, file.number()));
  }

  /** One file; rows are written down as soon as there are enough of them. */
  private final class OneFile {
    private final Import file;
    private final StockFile parser;
    private final MessageDigest digest = Sha256.digest();
    private long bytes;
    private long good;
    private long bad;

    OneFile(Import file) {
      this.file = file;
      this.parser = new StockFile(file.mode());
    }

    Uni<Void> take(ByteBuffer piece) {
      bytes += piece.remaining();
      digest.update(piece.duplicate());
      parser.read(piece);
      return parser.waiting() >= config.rowsAtOnce() ? write() : Uni.createFrom().voidItem();
    }

    Uni<Read> finish() {
      parser.end();
      return write()
          .chain(() -> whole.withTransaction(this::takeOutRepeated))
          .map(done -> new Read(Sha256.of(digest).hex(), good, bad));
    }

    private Uni<Void> write() {
      StockFile.Part part = parser.take();
      long complained = bad;
      good += part.good().size();
      bad += part.bad().size();
      return pool.withTransaction(
          transaction ->
              lease
                  .renew(transaction, file)
                  .chain(() -> rows.stage(transaction, file.number(), part.good()))
                  .chain(
                      () ->
                          rows.complain(
                              transaction,
                              file.number(),
                              complained,
                              config.errorsWritten(),
                              part.bad()))
                  .chain(() -> tell(transaction)));
    }

    private Uni<Void> takeOutRepeated(SqlConnection transaction) {
      return lease
          .renew(transaction, file)
          .chain(
              () -> rows.takeOutRepeated(transaction, file.number(), config.errorsWritten() - bad))
          .invoke(
              repeated -> {
                good -= repeated;
                bad += repeated;
              })
          .chain(() -> tell(transaction))
          .chain(() -> lease.extend(transaction, file));
    }

    private Uni<Void> tell(SqlConnection transaction) {
      return store.progress(
          transaction, file, new Import.Progress(bytes, parser.rows(), good, bad, 0, 0, 0));
    }
  }
}
