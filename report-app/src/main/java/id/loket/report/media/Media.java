package id.loket.report.media;

import id.loket.kit.event.Event;
import id.loket.kit.id.Ids;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.postgres.Outbox;
import id.loket.kit.postgres.OutboxRelay;
import id.loket.kit.problem.Problem;
import id.loket.photo.FileKind;
import id.loket.report.report.Report;
import id.loket.report.report.ReportDeletion;
import id.loket.report.report.ReportProblems;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What can be done with photos and videos of reports. */
@Singleton
public class Media implements ReportDeletion {
  private static final Logger LOG = Logger.getLogger(Media.class);
  private static final int BUFFER = 64 * 1024;

  private final Pool pool;
  private final MediaStore store;
  private final MediaArchive archive;
  private final Outbox outbox;
  private final OutboxRelay relay;
  private final TolerantJson json;
  private final MediaConfig config;

  Media(
      Pool pool,
      MediaStore store,
      MediaArchive archive,
      Outbox outbox,
      OutboxRelay relay,
      TolerantJson json,
      MediaConfig config) {
    this.pool = pool;
    this.store = store;
    this.archive = archive;
    this.outbox = outbox;
    this.relay = relay;
    this.json = json;
    this.config = config;
  }

  /**
   * Accepts a file as soon as its bytes are safe in the staging prefix; what it is and what is made
   * of it turns out later. The row comes first, so that no object is ever without one (I8). The
   * same file sent to the same report again is the one that is there.
   *
   * @param uploader null when they did not sign in
   * @return fails with {@code too-many-media} (409) or {@code media-store-unavailable} (503)
   */
  public Uni<MediaItem> accept(Report report, Purpose purpose, UUID uploader, Path file) {
    return Uni.createFrom()
        .item(() -> Fingerprint.of(file))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(print -> begin(report, purpose, uploader, print))
        .chain(item -> item.status() == MediaStatus.STAGING ? stage(item, file) : same(item));
  }

  /** The photos and videos of a report, first ones first. */
  public Uni<List<MediaItem>> list(UUID reportId) {
    return store.list(reportId);
  }

  /** One of them; fails with {@code media-not-found} (404). */
  public Uni<MediaItem> find(UUID reportId, UUID id) {
    return find(pool, reportId, id);
  }

  /** One of them, as it stands in the caller's transaction. */
  public Uni<MediaItem> find(SqlClient client, UUID reportId, UUID id) {
    return store
        .find(client, reportId, id)
        .map(found -> found.orElseThrow(() -> new Problem(MediaProblems.NOT_FOUND)));
  }

  /**
   * A URL under which a variant can be had for some minutes.
   *
   * @throws Problem {@code media-not-ready}, {@code media-rejected} (409), {@code
   *     variant-not-found} (404)
   */
  public URI link(MediaItem item, Variant variant) {
    if (item.status().isUnderWay()) {
      throw new Problem(MediaProblems.NOT_READY).header("Retry-After", "2");
    }
    if (item.status() == MediaStatus.REJECTED) {
      throw new Problem(MediaProblems.REJECTED, item.reason()).with("reason", item.reason());
    }
    if (!item.variants().contains(variant.title())) {
      throw new Problem(MediaProblems.NO_SUCH_VARIANT, String.join(", ", item.variants()))
          .with("variants", item.variants());
    }
    FileKind kind =
        variant == Variant.ORIGINAL ? FileKind.ofContentType(item.contentType()) : FileKind.JPEG;
    return archive.presign(
        item.key(variant),
        kind.contentType(),
        item.id() + "-" + variant.title() + "." + kind.extension());
  }

  @Override
  public Uni<Void> deleted(SqlClient transaction, UUID reportId) {
    return store.deleteOf(transaction, reportId);
  }

  private Uni<MediaItem> begin(Report report, Purpose purpose, UUID uploader, Fingerprint print) {
    return pool.withTransaction(
        transaction ->
            store
                .lockAndCount(transaction, report.id())
                .map(count -> count.orElseThrow(() -> new Problem(ReportProblems.NOT_FOUND)))
                .chain(
                    count ->
                        sentBefore(transaction, report.id(), print)
                            .chain(
                                same ->
                                    same.map(Media::same)
                                        .orElseGet(
                                            () ->
                                                insert(
                                                    transaction,
                                                    report,
                                                    purpose,
                                                    uploader,
                                                    print,
                                                    count)))));
  }

  /** The same file; if its bytes never became safe, they get the whole time anew. */
  private Uni<Optional<MediaItem>> sentBefore(
      SqlClient transaction, UUID reportId, Fingerprint print) {
    return store
        .findSame(transaction, reportId, print.sha256())
        .chain(
            same ->
                same.filter(item -> item.status() == MediaStatus.STAGING).isEmpty()
                    ? Uni.createFrom().item(same)
                    : store
                        .beginAgain(transaction, same.get().id(), config.longestUpload())
                        .map(begun -> same.filter(item -> begun)));
  }

  private Uni<MediaItem> insert(
      SqlClient transaction,
      Report report,
      Purpose purpose,
      UUID uploader,
      Fingerprint print,
      int count) {
    if (count >= config.mostPerReport()) {
      throw new Problem(MediaProblems.TOO_MANY, config.mostPerReport());
    }
    return store.insert(
        transaction,
        Ids.next(),
        report.id(),
        purpose,
        uploader,
        print.sha256(),
        print.size(),
        config.longestUpload());
  }

  private Uni<MediaItem> stage(MediaItem item, Path file) {
    return archive
        .put(item.stagingKey(), file, "application/octet-stream")
        .onFailure()
        .transform(
            e -> {
              LOG.warnf("The object store does not answer: %s", e.toString());
              return sendAgain();
            })
        .chain(
            () ->
                pool.withTransaction(
                    transaction ->
                        store
                            .uploaded(transaction, item.id())
                            .call(
                                uploaded ->
                                    uploaded
                                        ? outbox.append(transaction, uploaded(item))
                                        : Uni.createFrom().voidItem())))
        .invoke(relay::wake)
        .chain(uploaded -> uploaded ? find(item.reportId(), item.id()) : overtaken(item));
  }

  /** Somebody else sent the same bytes at once, or the row was let go: then nothing may stay. */
  private Uni<MediaItem> overtaken(MediaItem item) {
    return find(item.reportId(), item.id())
        .onFailure(Problem.class)
        .recoverWithUni(
            () ->
                archive
                    .remove(item.stagingKey())
                    .chain(() -> Uni.createFrom().failure(sendAgain())));
  }

  private static Problem sendAgain() {
    return new Problem(MediaProblems.STORE_UNAVAILABLE).header("Retry-After", "5");
  }

  private static Uni<MediaItem> same(MediaItem item) {
    return Uni.createFrom().item(item);
  }

  private Event uploaded(MediaItem item) {
    return Event.now("media.uploaded", item.id().toString(), json.write(MediaEvent.of(item)))
        .elseIn(item.traceparent());
  }

  /** What tells a file from others. */
  private record Fingerprint(String sha256, long size) {
    static Fingerprint of(Path file) {
      try (InputStream in = Files.newInputStream(file)) {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
          size += read;
        }
        return new Fingerprint(HexFormat.of().formatHex(digest.digest()), size);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }
}
