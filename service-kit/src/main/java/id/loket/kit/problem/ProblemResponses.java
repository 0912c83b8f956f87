package id.loket.kit.problem;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import id.loket.kit.event.Transient;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.kit.schema.SchemaMigrations;
import io.quarkus.hibernate.validator.runtime.jaxrs.ResteasyReactiveViolationException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure into a problem document in the caller's language, without internals. */
@Singleton
public class ProblemResponses {
  private static final Logger LOG = Logger.getLogger(ProblemResponses.class);
  private static final MediaType PROBLEM_JSON = new MediaType("application", "problem+json");
  private static final ProblemType BAD_REQUEST = new ProblemType("bad-request", 400);
  private static final Map<Integer, String> NAMES_BY_STATUS =
      Map.of(
          400, "bad-request",
          401, "unauthenticated",
          403, "forbidden",
          404, "not-found",
          405, "method-not-allowed",
          406, "not-acceptable",
          413, "too-large",
          415, "unsupported-media-type");

  private final Messages messages = Messages.of("problems");
  private final SchemaMigrations schema;

  ProblemResponses(SchemaMigrations schema) {
    this.schema = schema;
  }

  @ServerExceptionMapper
  Response problem(Problem problem, HttpHeaders headers, UriInfo uri) {
    return respond(problem, headers, uri);
  }

  @ServerExceptionMapper
  Response webApplication(WebApplicationException e, HttpHeaders headers, UriInfo uri) {
    return respond(understand(e), headers, uri);
  }

  @ServerExceptionMapper
  Response notFound(NotFoundException e, HttpHeaders headers, UriInfo uri) {
    return respond(understand(e), headers, uri);
  }

  @ServerExceptionMapper
  Response mismatched(MismatchedInputException e, HttpHeaders headers, UriInfo uri) {
    return respond(invalidJson(e), headers, uri);
  }

  @ServerExceptionMapper
  Response violations(ConstraintViolationException e, HttpHeaders headers, UriInfo uri) {
    return violations(e, headers, uri, messages);
  }

  @ServerExceptionMapper
  Response requestViolations(
      ResteasyReactiveViolationException e, HttpHeaders headers, UriInfo uri) {
    return violations(e, headers, uri, messages);
  }

  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e, HttpHeaders headers, UriInfo uri) {
    return respond(unauthenticated(), headers, uri);
  }

  @ServerExceptionMapper
  Response authenticationFailed(AuthenticationFailedException e, HttpHeaders headers, UriInfo uri) {
    return respond(unauthenticated(), headers, uri);
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e, HttpHeaders headers, UriInfo uri) {
    return respond(new Problem(ProblemType.FORBIDDEN), headers, uri);
  }

  @ServerExceptionMapper
  Response anythingElse(Throwable failure, HttpHeaders headers, UriInfo uri) {
    if (failure instanceof Exception e && e.getCause() instanceof Problem problem) {
      return respond(problem, headers, uri);
    }
    // Without its tables a store answers, but cannot do what is asked of it.
    if (Transient.is(failure) || !schema.isCurrent()) {
      LOG.warnf("%s %s", uri.getPath(), failure);
      return respond(new Problem(ProblemType.UNAVAILABLE).header("Retry-After", "5"), headers, uri);
    }
    if (isUnstorableText(failure)) {
      return respond(new Problem(BAD_REQUEST), headers, uri);
    }
    LOG.errorf(failure, "Unexpected failure of %s", uri.getPath());
    return respond(new Problem(ProblemType.INTERNAL), headers, uri);
  }

  /** The document of a problem, for answers that are written outside of a resource. */
  public ProblemDocument document(Problem problem, Language language, String instance) {
    ProblemType type = problem.type();
    List<ProblemDocument.FieldError> errors =
        problem.invalidFields().stream()
            .map(
                invalid ->
                    new ProblemDocument.FieldError(
                        invalid.field(),
                        messages.text(
                            language,
                            invalid.messageKey(),
                            invalid.messageKey(),
                            invalid.arguments())))
            .toList();
    return new ProblemDocument(
        type.uri().toString(),
        messages.text(language, type.name() + ".title", type.name().replace('-', ' ')),
        type.status(),
        messages.text(language, type.name() + ".detail", null, problem.arguments()),
        instance,
        errors,
        problem.extensions());
  }

  private static Problem unauthenticated() {
    return new Problem(ProblemType.UNAUTHENTICATED).header("WWW-Authenticate", "Bearer");
  }

  private Response respond(Problem problem, HttpHeaders headers, UriInfo uri) {
    Language language = Language.preferred(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
    Response.ResponseBuilder response =
        Response.status(problem.type().status())
            .type(PROBLEM_JSON)
            .header(HttpHeaders.CONTENT_LANGUAGE, language.tag())
            .entity(document(problem, language, uri.getRequestUri().getRawPath()));
    problem.headers().forEach(response::header);
    return response.build();
  }

  private Response violations(
      ConstraintViolationException e, HttpHeaders headers, UriInfo uri, Messages messages) {
    Problem problem = new Problem(ProblemType.INVALID_INPUT);
    e.getConstraintViolations().stream()
        .sorted(java.util.Comparator.comparing(v -> v.getPropertyPath().toString()))
        .forEach(violation -> problem.field(fieldOf(violation), violation.getMessage()));
    return respond(problem, headers, uri);
  }

  /** The field as the caller wrote it: without the method and parameter it arrived in. */
  private static String fieldOf(ConstraintViolation<?> violation) {
    List<String> nodes =
        StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
            .map(Object::toString)
            .collect(Collectors.toCollection(ArrayList::new));
    boolean isParameter = violation.getExecutableParameters() != null;
    if (isParameter && nodes.size() > 1) {
      nodes.removeFirst();
      if (nodes.size() > 1) {
        nodes.removeFirst();
      }
    }
    return String.join(".", nodes);
  }

  private static Problem understand(WebApplicationException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem;
      }
      if (cause instanceof MismatchedInputException mismatch) {
        return invalidJson(mismatch);
      }
      if (cause instanceof ValueInstantiationException refused) {
        return Problem.invalid(
            fieldOf(refused), "field.type." + jsonTypeOf(refused.getType().getRawClass()));
      }
      if (cause instanceof JsonMappingException value && !value.getPath().isEmpty()) {
        return Problem.invalid(fieldOf(value), "field.value");
      }
      if (cause instanceof JsonProcessingException json) {
        return malformedJson(json);
      }
    }
    int status = e.getResponse().getStatus();
    return new Problem(
        new ProblemType(NAMES_BY_STATUS.getOrDefault(status, "http-" + status), status));
  }

  private static Problem malformedJson(JsonProcessingException e) {
    if (e instanceof JsonParseException && e.getLocation() != null) {
      return new Problem(
          ProblemType.MALFORMED_JSON, e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    }
    return new Problem(ProblemType.MALFORMED_JSON, 1, 1);
  }

  private static Problem invalidJson(MismatchedInputException e) {
    String field = fieldOf(e);
    if (e instanceof UnrecognizedPropertyException unknown) {
      return Problem.invalid(
          field,
          "field.unknown",
          unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", ")));
    }
    if (field.isEmpty()) {
      return Problem.invalid("", "field.body");
    }
    if (e instanceof InvalidFormatException unfit && unfit.getTargetType() == String.class) {
      return Problem.invalid(field, "field.text");
    }
    Class<?> wanted = e.getTargetType() == null ? Object.class : e.getTargetType();
    return Problem.invalid(field, "field.type." + jsonTypeOf(wanted));
  }

  private static String fieldOf(JsonMappingException e) {
    return e.getPath().stream().map(ProblemResponses::step).collect(Collectors.joining("."));
  }

  private static String step(JsonMappingException.Reference reference) {
    return reference.getFieldName() == null
        ? String.valueOf(reference.getIndex())
        : reference.getFieldName();
  }

  private static String jsonTypeOf(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "String" -> "text";
      case "int", "Integer", "long", "Long", "BigInteger", "short", "Short" -> "integer";
      case "double", "Double", "BigDecimal", "float", "Float" -> "number";
      case "boolean", "Boolean" -> "boolean";
      case "UUID" -> "uuid";
      case "Instant", "OffsetDateTime" -> "time";
      case "List", "ArrayList", "Set", "Collection" -> "list";
      default -> type.isEnum() ? "choice" : "object";
    };
  }

  /** Text PostgreSQL cannot take, such as a NUL in a query parameter (SQLSTATE 22021). */
  private static boolean isUnstorableText(Throwable failure) {
    return failure.getClass().getName().equals("io.vertx.pgclient.PgException")
        && String.valueOf(failure.getMessage()).contains("(22021)");
  }
}
