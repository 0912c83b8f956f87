package id.loket.report.open311;

import id.loket.kit.http.OutboundAddresses;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.file.AsyncFile;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import io.vertx.mutiny.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Fetches pictures from addresses that others have given. Each address is looked up and judged
 * before it is called, the one a redirect leads to as well, and the call goes to exactly the
 * address that was judged. No picture takes longer, and none becomes larger, than allowed.
 */
final class WebPictures {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LONGEST_LEFT = Duration.ofHours(1);
  private static final String PREFIX = "fetched-";
  private static final String SUFFIX = ".part";
  private static final int OK = 200;
  private static final int FIRST_REDIRECT = 300;
  private static final int FIRST_REFUSAL = 400;
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int FIRST_SERVER_ERROR = 500;

  private final Vertx vertx;
  private final HttpClient client;
  private final OutboundAddresses addresses;
  private final MediaFetchConfig config;
  private final long largest;

  WebPictures(Vertx vertx, OutboundAddresses addresses, MediaFetchConfig config, long largest) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.config = config;
    this.largest = largest;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setKeepAlive(false));
  }

  /** It can never be fetched, for a reason. */
  static final class Refused extends RuntimeException {
    Refused(String reason) {
      super(reason, null, false, false);
    }
  }

  /** Whether that is an address at all that may be called. */
  boolean isAcceptable(String url) {
    try {
      return addresses.hasAcceptableForm(URI.create(url));
    } catch (IllegalArgumentException noUrl) {
      return false;
    }
  }

  /**
   * Fetches one into a file, which the caller deletes.
   *
   * @return fails with {@link Refused}, or with another failure that may pass
   */
  Uni<Path> fetch(String url) {
    return get(URI.create(url), config.redirects())
        .ifNoItem()
        .after(config.timeout())
        .failWith(() -> new IOException("not fetched within " + config.timeout()));
  }

  private Uni<Path> get(URI uri, int redirectsLeft) {
    return addresses
        .resolve(uri)
        .onFailure(OutboundAddresses.NotAllowed.class)
        .transform(not -> new Refused("url-not-allowed"))
        .chain(address -> ask(uri, address))
        .chain(response -> judge(uri, response, redirectsLeft));
  }

  private Uni<HttpClientResponse> ask(URI uri, SocketAddress address) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(uri.toString())
            .setServer(address.getDelegate())
            .putHeader("Accept", "image/*")
            .putHeader("User-Agent", "loket-report-app");
    return client
        .request(options)
        .chain(request -> request.send())
        // until somebody reads it; who breaks it off need not be told that it is
        .invoke(response -> response.pause().exceptionHandler(cut -> {}));
  }

  private Uni<Path> judge(URI uri, HttpClientResponse response, int redirectsLeft) {
    int status = response.statusCode();
    if (status == OK) {
      return whenTaken(response)
          .chain(() -> save(response))
          .onFailure()
          .invoke(() -> response.request().reset());
    }
    response.request().reset();
    String location = response.getHeader("Location");
    if (status >= FIRST_REDIRECT && status < FIRST_REFUSAL && location != null) {
      if (redirectsLeft == 0) {
        return refused("too-many-redirects");
      }
      try {
        return get(uri.resolve(location), redirectsLeft - 1);
      } catch (IllegalArgumentException noUrl) {
        return refused("url-not-allowed");
      }
    }
    boolean mayPass = status >= FIRST_SERVER_ERROR || status == TOO_MANY || status == TIMEOUT;
    return mayPass
        ? Uni.createFrom().failure(new IOException("status " + status))
        : refused("not-found");
  }

  private static Uni<Path> refused(String reason) {
    return Uni.createFrom().failure(new Refused(reason));
  }

  private Uni<Void> whenTaken(HttpClientResponse response) {
    String type = response.getHeader("Content-Type");
    String kind = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    // what it really is shows when it is processed; a page that says it is one is not worth that
    if (!kind.isEmpty()
        && !kind.startsWith("image/")
        && !kind.equals("application/octet-stream")
        && !kind.equals("binary/octet-stream")) {
      return Uni.createFrom().failure(new Refused("type-not-taken"));
    }
    String length = response.getHeader("Content-Length");
    if (length != null && length.matches("\\d{1,18}") && Long.parseLong(length) > largest) {
      return Uni.createFrom().failure(new Refused("too-large"));
    }
    return Uni.createFrom().voidItem();
  }

  private Uni<Path> save(HttpClientResponse response) {
    return Uni.createFrom()
        .item(this::file)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            file ->
                vertx
                    .fileSystem()
                    .open(file.toString(), new OpenOptions().setWrite(true))
                    .chain(out -> copy(response, out))
                    .onTermination()
                    .invoke(
                        (done, failure, cancelled) -> {
                          if (failure != null || cancelled) {
                            response.request().reset();
                            delete(file);
                          }
                        })
                    .replaceWith(file));
  }

  private Path file() {
    try {
      return Files.createTempFile(
          Files.createDirectories(Path.of(config.folder())), PREFIX, SUFFIX);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each piece is written before the next is asked for: no more than one is in memory. */
  private Uni<Void> copy(HttpClientResponse response, AsyncFile out) {
    long[] size = {0};
    return response
        .toMulti()
        .onItem()
        .transformToUniAndConcatenate(piece -> write(out, piece, size))
        .collect()
        .last()
        .eventually(() -> out.close())
        .replaceWithVoid();
  }

  private Uni<Void> write(AsyncFile out, Buffer piece, long[] size) {
    size[0] += piece.length();
    return size[0] > largest
        ? Uni.createFrom().failure(new Refused("too-large"))
        : out.write(piece);
  }

  /** Removes files that a process left behind when it died. */
  Uni<Void> tidy() {
    return Uni.createFrom()
        .item(this::removeLeft)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .replaceWithVoid();
  }

  private int removeLeft() {
    FileTime before = FileTime.from(Instant.now().minus(LONGEST_LEFT));
    int removed = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            Files.createDirectories(Path.of(config.folder())), PREFIX + "*" + SUFFIX)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).compareTo(before) < 0 && Files.deleteIfExists(file)) {
          removed++;
        }
      }
      return removed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a file up that is not needed any more. */
  static void delete(Path file) {
    Infrastructure.getDefaultWorkerPool()
        .execute(
            () -> {
              try {
                Files.deleteIfExists(file);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
