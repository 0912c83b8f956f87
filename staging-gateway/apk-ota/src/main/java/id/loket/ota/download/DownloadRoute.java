package id.loket.ota.download;

import id.loket.kit.http.Selection;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemAnswers;
import id.loket.kit.problem.ProblemType;
import id.loket.ota.release.Release;
import id.loket.ota.release.Releases;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * The files themselves: {@code GET} and {@code HEAD /apk/coll/app-release.apk}, the version
 * everybody gets (or, with {@code ?device=} and {@code ?sdk=}, that device), and {@code
 * app-release-<version code>.apk}. Below REST, because only there the operating system sends a file
 * itself: nothing of it passes the heap, however many slow phones there are. RFC 9110 ranges and
 * preconditions, RFC 9530 digest.
 */
@Singleton
class DownloadRoute {
  private static final Logger LOG = Logger.getLogger(DownloadRoute.class);
  private static final ProblemType RANGE = new ProblemType("range-not-satisfiable", 416);
  private static final String TYPE = "application/vnd.android.package-archive";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final int LONGEST_VERSION = 10;

  private final Releases releases;
  private final Copies copies;
  private final ProblemAnswers problems;
  private final DownloadMeters meters;

  DownloadRoute(Releases releases, Copies copies, ProblemAnswers problems, DownloadMeters meters) {
    this.releases = releases;
    this.copies = copies;
    this.problems = problems;
    this.meters = meters;
  }

  void register(@Observes Router router) {
    router
        .route("/apk/coll/app-release.apk")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            request ->
                answer(
                    request,
                    releases
                        .offeredTo(
                            Optional.ofNullable(request.request().getParam("device")), sdk(request))
                        .map(Releases.Offered::release),
                    "no-cache"));
    router
        .routeWithRegex("/apk/coll/app-release-(?<version>[0-9]{1," + LONGEST_VERSION + "})\\.apk")
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .handler(
            request ->
                answer(
                    request,
                    releases.find(Long.parseLong(request.pathParam("version"))),
                    FOR_EVER));
  }

  /** What a browser asks for by hand needs no level: a number that is none counts as none. */
  private static int sdk(RoutingContext request) {
    String sdk = request.request().getParam("sdk");
    return sdk != null && sdk.matches("[0-9]{1,4}") ? Integer.parseInt(sdk) : 0;
  }

  private void answer(RoutingContext request, Uni<Release> wanted, String caching) {
    wanted
        .chain(release -> copies.of(release).invoke(file -> send(request, release, file, caching)))
        .subscribe()
        .with(sent -> {}, failure -> fail(request, failure));
  }

  private void send(RoutingContext request, Release release, Path file, String caching) {
    boolean get = request.request().method() == HttpMethod.GET;
    Selection selection =
        Selection.of(
            get,
            request.request()::getHeader,
            release.digest().etag(),
            release.releasedAt(),
            release.size());
    if (selection.status() == 412) {
      throw new Problem(ProblemType.STALE);
    }
    if (selection.status() == 416) {
      throw new Problem(RANGE, release.size())
          .header("Content-Range", selection.contentRange(release.size()).orElseThrow());
    }
    HttpServerResponse response =
        request
            .response()
            .setStatusCode(selection.status())
            .putHeader("ETag", release.digest().etag())
            .putHeader("Last-Modified", Selection.httpDate(release.releasedAt()))
            .putHeader("Accept-Ranges", "bytes")
            .putHeader("Cache-Control", caching)
            .putHeader("Repr-Digest", release.digest().header());
    if (!selection.hasBody()) {
      meters.unchanged();
      response.end();
      return;
    }
    response
        .putHeader("Content-Type", TYPE)
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Disposition", "attachment; filename=\"app-release.apk\"")
        .putHeader("Content-Length", Long.toString(selection.length()));
    selection
        .contentRange(release.size())
        .ifPresent(range -> response.putHeader("Content-Range", range));
    if (!get) {
      response.end();
      return;
    }
    meters.begun();
    response
        .sendFile(file.toString(), selection.from(), selection.length())
        .onSuccess(sent -> meters.sent(selection.length() == release.size(), selection.length()))
        .onFailure(
            cut -> {
              meters.brokenOff();
              LOG.debugf("A download broke off: %s", cut.getMessage());
            });
  }

  private void fail(RoutingContext request, Throwable failure) {
    Throwable cause =
        failure instanceof RuntimeException e && e.getCause() instanceof Problem problem
            ? problem
            : failure;
    if (cause instanceof Problem problem) {
      problems.answer(request, problem);
    } else {
      LOG.errorf(failure, "Unexpected failure of %s", request.normalizedPath());
      problems.answer(request, new Problem(ProblemType.INTERNAL));
    }
  }
}
