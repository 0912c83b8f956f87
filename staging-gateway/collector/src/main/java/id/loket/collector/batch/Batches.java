package id.loket.collector.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.loket.collector.upstream.BatchView;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Proving, closing and reopening batches. */
@Singleton
public class Batches {
  private static final int MOST_PHOTOS = 20_000;
  private static final int PHOTOS_AT_ONCE = 8;
  private static final int PAGE = 250;

  private final Upstream upstream;

  Batches(Upstream upstream) {
    this.upstream = upstream;
  }

  /** The digest of what a device sent for a batch; fails with {@code batch-not-found} (404). */
  public Uni<BatchDigest> digest(UUID batch, UUID collector, UUID device, String language) {
    return upstream.get(
        "/batches/" + batch + "/digest?collector=" + collector + "&device=" + device,
        BatchDigest.class,
        language);
  }

  /** A page of what the server has of a device's items for a batch. */
  public Uni<ItemPage> items(
      UUID batch, UUID collector, UUID device, int limit, String cursor, String language) {
    return upstream.get(
        page("/batches/" + batch + "/items", collector, device, limit, cursor),
        ItemPage.class,
        language);
  }

  /**
   * A page of everything that counts in a batch; fails with {@code device-replaced} (403) for a
   * device that does not work in it now.
   */
  public Uni<ContentsPage> contents(
      UUID batch, UUID collector, UUID device, int limit, String cursor, String language) {
    return upstream.get(
        page("/batches/" + batch + "/contents", collector, device, limit, cursor),
        ContentsPage.class,
        language);
  }

  private static String page(String path, UUID collector, UUID device, int limit, String cursor) {
    String more = cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, UTF_8);
    return path + "?collector=" + collector + "&device=" + device + "&limit=" + limit + more;
  }

  /**
   * Closes a batch: asks media for every photo, then lets the database compare and seal it.
   *
   * @return fails with {@code digest-differs}, {@code receipts-differ} or {@code photos-missing}
   *     (409), {@code batch-not-found} (404), or {@code unavailable} (503)
   */
  public Uni<ClosedBatch> close(
      UUID batch, UUID collector, UUID device, CloseBatch wanted, String language) {
    return storedPhotos(batch, collector, null, new ArrayList<>(), language)
        .chain(
            photos ->
                upstream.post(
                    "/batches/" + batch + "/closing",
                    Map.of(
                        "collectorId",
                        collector,
                        "deviceId",
                        device,
                        "items",
                        wanted.items(),
                        "digest",
                        wanted.digest(),
                        "receipts",
                        wanted.receipts(),
                        "photos",
                        photos),
                    ClosedBatch.class,
                    language));
  }

  private Uni<List<UUID>> storedPhotos(
      UUID batch, UUID collector, String cursor, List<UUID> stored, String language) {
    return upstream
        .get(
            "/batches/"
                + batch
                + "/photos?collector="
                + collector
                + "&limit="
                + PAGE
                + (cursor == null ? "" : "&cursor=" + cursor),
            PhotoPage.class,
            language)
        .call(page -> check(page, stored))
        .chain(
            page -> {
              if (stored.size() > MOST_PHOTOS) {
                throw new Problem(BatchProblems.TOO_MANY_PHOTOS, MOST_PHOTOS);
              }
              return page.next() == null
                  ? Uni.createFrom().item(stored)
                  : storedPhotos(batch, collector, page.next(), stored, language);
            });
  }

  private Uni<Void> check(PhotoPage page, List<UUID> stored) {
    return Multi.createFrom()
        .iterable(page.items())
        .onItem()
        .transformToUni(
            photo ->
                upstream
                    .photoDigest("/media/" + photo.id())
                    .invoke(
                        digest -> {
                          if (isOf(photo, digest)) {
                            synchronized (stored) {
                              stored.add(photo.id());
                            }
                          }
                        }))
        .merge(PHOTOS_AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Whether media has the very bytes the visit named (RFC 9530). */
  private static boolean isOf(PhotoPage.Photo photo, String digest) {
    String bytes = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(photo.sha256()));
    return digest.contains("sha-256=:" + bytes + ":");
  }

  /** Opens a closed batch again; fails with {@code batch-open} or {@code another-batch-open}. */
  public Uni<BatchView> reopen(UUID batch, UUID admin, ReopenBatch why, String language) {
    return upstream.post(
        "/batches/" + batch + "/reopening",
        Map.of("by", "user:" + admin, "reason", why.reason()),
        BatchView.class,
        language);
  }

  /**
   * The digest of the batch a device works in, for it to compare before it wipes its local data.
   */
  public Uni<BatchDigest> beforeReset(UUID collector, UUID device, String language) {
    return upstream
        .post(
            "/syncs",
            Map.of(
                "collectorId",
                collector,
                "deviceId",
                device,
                "items",
                List.of(),
                "refused",
                List.of()),
            Latest.class,
            language)
        .chain(latest -> digest(latest.batch().id(), collector, device, language));
  }

  /** What the database answers to an empty sync, as far as it matters here. */
  @io.quarkus.runtime.annotations.RegisterForReflection // native: read with TolerantJson
  record Latest(BatchView batch) {}
}
