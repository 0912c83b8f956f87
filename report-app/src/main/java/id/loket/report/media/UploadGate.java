package id.loket.report.media;

import id.loket.kit.auth.Caller;
import id.loket.kit.auth.Role;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import id.loket.report.link.Links;
import id.loket.report.officer.Officers;
import id.loket.report.report.Reader;
import id.loket.report.report.Report;
import id.loket.report.report.Reports;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Who may send a file is asked before its bytes reach this disk, and no more bytes are let onto it
 * at once than there is room for: whoever comes then is told to come again. Its own scope because
 * filters are made before the configuration of the running service is there.
 */
@ApplicationScoped
public class UploadGate {
  private final Reports reports;
  private final Officers officers;
  private final Caller caller;
  private final long room;
  private final long largestRequest;
  private final AtomicLong taken = new AtomicLong();

  UploadGate(
      Reports reports,
      Officers officers,
      Caller caller,
      MediaConfig config,
      @ConfigProperty(name = "quarkus.http.limits.max-body-size")
          io.quarkus.runtime.configuration.MemorySize largestRequest) {
    this.reports = reports;
    this.officers = officers;
    this.caller = caller;
    this.room = config.uploadsOnDisk().asLongValue();
    this.largestRequest = largestRequest.asLongValue();
  }

  /** Answers what keeps the upload out, or nothing. */
  @LimitedUpload
  @ServerRequestFilter
  public Uni<Response> admit(ContainerRequestContext request, RoutingContext routing) {
    return mayAdd(request).invoke(() -> reserve(request, routing)).map(letIn -> null);
  }

  long bytesUnderWay() {
    return taken.get();
  }

  private Uni<Void> mayAdd(ContainerRequestContext request) {
    UUID id = UUID.fromString(request.getUriInfo().getPathParameters().getFirst("id"));
    return reports
        .reader(caller, request.getHeaderString(Links.REPORTER_TOKEN_HEADER))
        .chain(reader -> reports.visible(id, reader).chain(report -> mayAdd(report, reader)));
  }

  /** Its reporter, officers of its unit, administrators; what for, the form says. */
  private Uni<Void> mayAdd(Report report, Reader reader) {
    if (report.isOf(reader.userId()) || reader.holdsToken().test(report.id())) {
      return Uni.createFrom().voidItem();
    }
    return caller.hasRole(Role.OFFICER) || caller.isAdmin()
        ? officers.requireOf(report.handling().unit(), caller)
        : Uni.createFrom().failure(new Problem(ProblemType.FORBIDDEN));
  }

  /**
   * Takes room for a request's body until it is answered or broken off: its files go with it.
   *
   * @throws Problem {@code media-busy}
   */
  public void reserve(ContainerRequestContext request, RoutingContext routing) {
    long bytes = size(request.getHeaderString(HttpHeaders.CONTENT_LENGTH));
    if (taken.addAndGet(bytes) > room) {
      taken.addAndGet(-bytes);
      throw new Problem(MediaProblems.BUSY).header("Retry-After", "5");
    }
    routing.addEndHandler(ended -> taken.addAndGet(-bytes));
  }

  /** Whoever does not say how much it is may send as much as is taken at all. */
  private long size(String contentLength) {
    try {
      return contentLength == null ? largestRequest : Long.parseLong(contentLength);
    } catch (NumberFormatException noNumber) {
      return largestRequest;
    }
  }
}
