package id.loket.report.open311;

import id.loket.kit.auth.Caller;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.page.Page;
import id.loket.kit.page.PageQuery;
import id.loket.kit.postgres.Answer;
import id.loket.kit.postgres.IdempotencyKey;
import id.loket.kit.postgres.IdempotencyKeys;
import id.loket.kit.problem.Problem;
import id.loket.report.category.Categories;
import id.loket.report.category.Category;
import id.loket.report.category.CategoryProblems;
import id.loket.report.media.Media;
import id.loket.report.media.MediaConfig;
import id.loket.report.media.Purpose;
import id.loket.report.place.Location;
import id.loket.report.place.ServedArea;
import id.loket.report.report.NewReport;
import id.loket.report.report.Reports;
import id.loket.report.report.Source;
import id.loket.report.report.Visibility;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What Open311 can do with reports (GeoReport v2). */
@Singleton
class ServiceRequests {
  private static final Logger LOG = Logger.getLogger(ServiceRequests.class);
  private static final int MOST = 1000;
  private static final int CREATED = 201;
  private static final String OPERATION = "POST /open311/v2/requests";
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "category", "service_code",
          "note", "description",
          "location.lat", "lat",
          "location.lon", "long",
          "location.address", "address_string",
          "contact.mail", "email",
          "contact.phone", "phone",
          "contact.name", "first_name");

  private final Pool pool;
  private final ServiceRequestStore store;
  private final Categories categories;
  private final Reports reports;
  private final ServedArea area;
  private final Media media;
  private final MediaFetches fetches;
  private final MediaConfig mediaConfig;
  private final IdempotencyKeys keys;
  private final TolerantJson json;
  private final Validator validator;

  ServiceRequests(
      Pool pool,
      ServiceRequestStore store,
      Categories categories,
      Reports reports,
      ServedArea area,
      Media media,
      MediaFetches fetches,
      MediaConfig mediaConfig,
      IdempotencyKeys keys,
      TolerantJson json,
      Validator validator) {
    this.pool = pool;
    this.store = store;
    this.categories = categories;
    this.reports = reports;
    this.area = area;
    this.media = media;
    this.fetches = fetches;
    this.mediaConfig = mediaConfig;
    this.keys = keys;
    this.json = json;
    this.validator = validator;
  }

  /** The categories that take reports this way: those open to people who do not sign in. */
  Uni<List<Category>> services() {
    List<Category> services = new ArrayList<>();
    return Multi.createBy()
        .repeating()
        .uni(Cursor::new, cursor -> next(cursor, services))
        .whilst(more -> more)
        .collect()
        .asList()
        .replaceWith(services);
  }

  private static final class Cursor {
    private String next;
  }

  private Uni<Boolean> next(Cursor cursor, List<Category> services) {
    return categories
        .list(false, PageQuery.of(PageQuery.MAX_LIMIT, cursor.next))
        .map(
            (Page<Category> page) -> {
              page.items().stream().filter(ServiceRequests::isService).forEach(services::add);
              cursor.next = page.next();
              return page.next() != null;
            });
  }

  private static boolean isService(Category category) {
    return category.fields().active() && category.fields().takesAnonymous();
  }

  /** One of them; fails with {@code open311-service-not-found} (404). */
  Uni<Category> service(String code) {
    return categories
        .named(pool, code)
        .onFailure(ServiceRequests::isUnknownCategory)
        .transform(unknown -> new Problem(Open311Problems.NO_SUCH_SERVICE, code))
        .invoke(
            category -> {
              if (!isService(category)) {
                throw new Problem(Open311Problems.NO_SUCH_SERVICE, code);
              }
            });
  }

  /** A page of the requests asked for. */
  Uni<List<ServiceRequest>> search(RequestSearch search) {
    return store.search(search);
  }

  /** The public ones of these ids; texts that are no ids name none. */
  Uni<List<ServiceRequest>> find(List<String> ids) {
    List<UUID> known =
        ids.stream().limit(MOST).map(ServiceRequests::id).flatMap(Optional::stream).toList();
    return known.isEmpty() ? Uni.createFrom().item(List.of()) : store.find(known);
  }

  /** One request; fails with {@code open311-request-not-found} (404). */
  Uni<ServiceRequest> find(String id) {
    return find(List.of(id))
        .map(
            found ->
                found.stream()
                    .findFirst()
                    .orElseThrow(() -> new Problem(Open311Problems.NO_SUCH_REQUEST, id)));
  }

  /**
   * A request that was taken in.
   *
   * @param nearby how many open ones may be of the same damage
   * @param unsaved how many photos could not be taken
   * @param fetched how many pictures are fetched from where they are
   * @param unfetched how many addresses of pictures are not called
   */
  record Made(UUID id, int nearby, int unsaved, int fetched, int unfetched) {}

  /**
   * Takes in a request with its photos. The text is safe first: a photo that cannot be kept now is
   * told of, and does not undo it.
   *
   * @param application whose key it came with
   */
  Uni<Made> make(
      RequestForm form,
      String application,
      String idempotencyKey,
      Caller caller,
      Language language) {
    if (form.text("service_code") == null) {
      throw Problem.invalid("service_code", "field.open311.service");
    }
    List<String> urls = form.mediaUrls();
    if (form.files().size() + urls.size() > mediaConfig.mostPerReport()) {
      throw Problem.invalid("media", "field.open311.media", mediaConfig.mostPerReport());
    }
    return service(form.text("service_code"))
        .map(service -> wanted(form, service, language))
        .chain(wanted -> receive(wanted, urls, application, idempotencyKey, caller, language))
        .invoke(reports::wake)
        .invoke(fetches::wake)
        // also when it is sent again: what was kept the first time is not kept twice
        .chain(made -> keep(form, made));
  }

  /**
   * What became of the pictures a request gave the address of; fails with {@code
   * open311-request-not-found} (404).
   */
  Uni<List<MediaFetch.Outcome>> outcomes(String id) {
    return find(id).chain(request -> fetches.outcomes(request.id()));
  }

  private NewReport wanted(RequestForm form, Category service, Language language) {
    String description = form.text("description");
    Location location = form.location();
    if (!location.saysWhere()) {
      throw Problem.invalid("lat", "field.open311.location");
    }
    NewReport wanted =
        new NewReport(
            service.fields().code(),
            description == null ? service.fields().name().in(language) : description,
            location,
            true,
            form.contact(),
            form.channels(),
            Visibility.PUBLIC,
            Answers.read(form.values(), service.fields().questions()));
    Problem problem = null;
    for (ConstraintViolation<NewReport> violation :
        validator.validate(wanted).stream()
            .sorted(Comparator.comparing(each -> each.getPropertyPath().toString()))
            .toList()) {
      String path = violation.getPropertyPath().toString();
      String parameter = PARAMETERS.getOrDefault(path, path);
      problem =
          problem == null
              ? Problem.invalid(parameter, violation.getMessage())
              : problem.field(parameter, violation.getMessage());
    }
    if (problem != null) {
      throw problem;
    }
    return wanted;
  }

  private Uni<Made> receive(
      NewReport wanted,
      List<String> urls,
      String application,
      String idempotencyKey,
      Caller caller,
      Language language) {
    Optional<IdempotencyKey> key =
        IdempotencyKey.read(idempotencyKey, OPERATION, application, wanted, json);
    return keys.once(
            key,
            transaction ->
                reports
                    .receive(
                        transaction,
                        wanted,
                        Reports.author(wanted, caller, language),
                        Source.OPEN311)
                    .onFailure(ServiceRequests::isOutside)
                    .transform(outside -> outside())
                    .call(received -> fetches.ask(transaction, received.report().id(), urls))
                    .invoke(reports::count)
                    .map(
                        received ->
                            Answer.first(
                                CREATED,
                                null,
                                json.write(
                                    new Remembered(
                                        received.report().id(), received.nearby().size())))))
        .map(
            answer -> {
              Remembered remembered = json.read(answer.body(), Remembered.class);
              Map<Boolean, List<String>> judged = fetches.judged(urls);
              return new Made(
                  remembered.id(),
                  remembered.nearby(),
                  0,
                  judged.get(true).size(),
                  judged.get(false).size());
            });
  }

  /** What is kept under an Idempotency-Key. */
  @io.quarkus.runtime.annotations.RegisterForReflection // native: kept as JSON
  record Remembered(UUID id, int nearby) {}

  private Uni<Made> keep(RequestForm form, Made made) {
    return reports
        .find(made.id())
        .chain(
            report ->
                Multi.createFrom()
                    .iterable(form.files())
                    .onItem()
                    .transformToUniAndConcatenate(
                        file ->
                            media
                                .accept(report, Purpose.BEFORE, null, file)
                                .replaceWith(0)
                                .onFailure()
                                .invoke(
                                    e -> LOG.warnf("A photo of %s is not kept: %s", made.id(), e))
                                .onFailure()
                                .recoverWithItem(1))
                    .collect()
                    .asList())
        .map(
            unsaved ->
                new Made(
                    made.id(),
                    made.nearby(),
                    unsaved.stream().mapToInt(Integer::intValue).sum(),
                    made.fetched(),
                    made.unfetched()));
  }

  private static boolean isOutside(Throwable failure) {
    return failure instanceof Problem problem && problem.type().equals(ServedArea.OUTSIDE);
  }

  private Problem outside() {
    List<String> bounds = area.area().bounds().stream().map(String::valueOf).toList();
    return Problem.invalid("lat", "field.open311.outside", String.join(", ", bounds));
  }

  private static boolean isUnknownCategory(Throwable failure) {
    return failure instanceof Problem problem && problem.type().equals(CategoryProblems.NOT_FOUND);
  }

  private static Optional<UUID> id(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException noId) {
      return Optional.empty();
    }
  }
}
