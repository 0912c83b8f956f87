package id.loket.collector.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.upstream.BatchView;
import id.loket.collector.upstream.Upstream;
import id.loket.kit.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Proving, closing and reopening batches. */
@Singleton
public class Batches {
  private static final int PHOTOS_AT_ONCE = 16;
  private static final int PAGE = 250;
  private static final UUID NONE = new UUID(0, 0);

  private final Upstream upstream;
  private final BatchConfig config;
  private final Clock clock;

  Batches(Upstream upstream, BatchConfig config, Clock clock) {
    this.upstream = upstream;
    this.config = config;
    this.clock = clock;
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
   * Closes a batch: asks media for every photo, then lets the database compare and seal it. What
   * was seen of the photos is remembered page by page, so that a day with very many of them goes on
   * where it ended.
   *
   * @return fails with {@code digest-differs}, {@code receipts-differ} or {@code photos-missing}
   *     (409), {@code batch-not-found} (404), {@code closing-goes-on} (503): ask again, or {@code
   *     unavailable} (503)
   */
  public Uni<ClosedBatch> close(
      UUID batch, UUID collector, UUID device, CloseBatch wanted, String language) {
    Instant until = clock.instant().plus(config.photosFor());
    return lookForPhotos(batch, collector, null, until, language)
        .chain(
            () ->
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
                        List.of()),
                    ClosedBatch.class,
                    language));
  }

  private Uni<Void> lookForPhotos(
      UUID batch, UUID collector, String cursor, Instant until, String language) {
    return upstream
        .get(
            "/batches/"
                + batch
                + "/photos?collector="
                + collector
                + "&limit="
                + PAGE
                + (cursor == null ? "" : "&cursor=" + URLEncoder.encode(cursor, UTF_8)),
            PhotoPage.class,
            language)
        .call(page -> remember(batch, collector, page, language))
        .chain(
            page -> {
              if (page.next() == null) {
                return Uni.createFrom().voidItem();
              }
              if (clock.instant().isAfter(until)) {
                throw new Problem(BatchProblems.CLOSING_GOES_ON).header("Retry-After", "1");
              }
              return lookForPhotos(batch, collector, page.next(), until, language);
            });
  }

  private Uni<Void> remember(UUID batch, UUID collector, PhotoPage page, String language) {
    return Multi.createFrom()
        .iterable(page.items())
        .onItem()
        .transformToUni(
            photo ->
                upstream
                    .photoDigest("/media/" + photo.id())
                    .map(digest -> isOf(photo, digest) ? photo.id() : NONE))
        .merge(PHOTOS_AT_ONCE)
        .filter(id -> !id.equals(NONE))
        .collect()
        .asList()
        .chain(
            stored ->
                stored.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : upstream
                        .post(
                            "/batches/" + batch + "/photos",
                            Map.of("collectorId", collector, "photos", stored),
                            JsonNode.class,
                            language)
                        .replaceWithVoid());
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
