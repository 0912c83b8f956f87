package id.loket.report.open311;

import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import id.loket.report.category.Category;
import id.loket.report.category.Question;
import id.loket.report.open311.Tree.Fields;
import id.loket.report.open311.Tree.Many;
import id.loket.report.open311.Tree.Plain;
import id.loket.report.open311.Tree.Text;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What answers say, in the words of GeoReport v2. */
@Singleton
class GeoReport {
  private static final String SPECIFICATION = "http://wiki.open311.org/GeoReport_v2";
  private static final String CHANGED = "2026-11-20T00:00:00Z";

  private final Open311Config config;
  private final Messages texts = Messages.of("open311");

  GeoReport(Open311Config config) {
    this.config = config;
  }

  Fields discovery() {
    Fields endpoint =
        Fields.none()
            .with("specification", SPECIFICATION)
            .with("url", config.publicUrl() + "/open311/v2")
            .with("changeset", CHANGED)
            .with("type", config.type())
            .with(
                "formats",
                Tree.many("format", List.of(new Text("text/xml"), new Text("application/json"))));
    return Fields.none()
        .with("changeset", CHANGED)
        .with("contact", config.contact())
        .with("key_service", config.contact())
        .with("endpoints", Tree.many("endpoint", List.of(endpoint)));
  }

  Many services(List<Category> categories, Language language) {
    return Tree.many(
        "service",
        categories.stream()
            .map(
                category ->
                    Fields.none()
                        .with("service_code", category.fields().code())
                        .with("service_name", category.fields().name().in(language))
                        .with(
                            "description",
                            category.fields().description() == null
                                ? null
                                : category.fields().description().in(language))
                        .with("metadata", new Plain(!category.fields().questions().isEmpty()))
                        .with("type", "realtime")
                        .with("keywords", new Text(null))
                        .with("group", category.fields().unit()))
            .toList());
  }

  Fields definition(Category category, Language language) {
    List<Fields> attributes = new ArrayList<>();
    for (Question question : category.fields().questions()) {
      attributes.add(attribute(question, attributes.size() + 1, language));
    }
    return Fields.none()
        .with("service_code", category.fields().code())
        .with("attributes", Tree.many("attribute", attributes));
  }

  private Fields attribute(Question question, int order, Language language) {
    String datatype =
        switch (question.type()) {
          case TEXT -> "string";
          case NUMBER -> "number";
          case DATE -> "datetime";
          case BOOLEAN, CHOICE -> "singlevaluelist";
          case CHOICES -> "multivaluelist";
        };
    Fields attribute =
        Fields.none()
            .with("variable", new Plain(true))
            .with("code", question.code())
            .with("datatype", datatype)
            .with("required", new Plain(question.required()))
            .with("datatype_description", new Text(null))
            .with("order", new Plain(order))
            .with("description", question.label().in(language));
    List<Fields> values =
        switch (question.type()) {
          case TEXT, NUMBER, DATE -> List.of();
          case BOOLEAN ->
              List.of(
                  value("true", texts.text(language, "yes")),
                  value("false", texts.text(language, "no")));
          case CHOICE, CHOICES ->
              question.choices().stream()
                  .map(choice -> value(choice.code(), choice.label().in(language)))
                  .toList();
        };
    return values.isEmpty() ? attribute : attribute.with("values", Tree.many("value", values));
  }

  private static Fields value(String key, String name) {
    return Fields.none().with("key", key).with("name", name);
  }

  Many requests(List<ServiceRequest> requests, Language language) {
    return Tree.many(
        "request", requests.stream().map(request -> request(request, language)).toList());
  }

  private Fields request(ServiceRequest request, Language language) {
    return Fields.none()
        .with("service_request_id", request.id().toString())
        .with("status", request.open() ? "open" : "closed")
        .with("status_notes", request.statusNote())
        .with("service_name", request.serviceName().in(language))
        .with("service_code", request.serviceCode())
        .with("description", request.description())
        .with("agency_responsible", request.unit())
        .with("service_notice", new Text(null))
        .with("requested_datetime", time(request.requested()))
        .with("updated_datetime", time(request.updated()))
        .with("expected_datetime", time(request.expected()))
        .with("address", request.address())
        .with("address_id", new Text(null))
        .with("zipcode", new Text(null))
        .with("lat", degrees(request.lat()))
        .with("long", degrees(request.lon()))
        .with("media_url", mediaUrl(request));
  }

  private String mediaUrl(ServiceRequest request) {
    UUID photo = request.mediaId();
    return photo == null
        ? null
        : "%s/reports/%s/media/%s?variant=web".formatted(config.publicUrl(), request.id(), photo);
  }

  Many made(ServiceRequests.Made made, Language language) {
    List<String> notices = new ArrayList<>();
    if (made.nearby() > 0) {
      notices.add(texts.text(language, "nearby", "nearby", made.nearby()));
    }
    if (made.unsaved() > 0) {
      notices.add(texts.text(language, "unsaved", "unsaved", made.unsaved()));
    }
    if (made.fetched() > 0) {
      notices.add(texts.text(language, "fetched", "fetched", made.fetched(), made.id().toString()));
    }
    if (made.unfetched() > 0) {
      notices.add(texts.text(language, "unfetched", "unfetched", made.unfetched()));
    }
    return Tree.many(
        "request",
        List.of(
            Fields.none()
                .with("service_request_id", made.id().toString())
                .with("service_notice", notices.isEmpty() ? null : String.join(" ", notices))
                .with("account_id", new Text(null))));
  }

  /** What became of pictures that were to be fetched. */
  Many media(List<MediaFetch.Outcome> outcomes) {
    return Tree.many(
        "picture",
        outcomes.stream()
            .map(
                outcome ->
                    Fields.none()
                        .with("media_url", outcome.url())
                        .with("status", outcome.status())
                        .with("reason", outcome.reason()))
            .toList());
  }

  /** A token is the request's own id: requests are taken in at once. */
  Many token(UUID id) {
    return Tree.many(
        "request",
        List.of(
            Fields.none().with("service_request_id", id.toString()).with("token", id.toString())));
  }

  /** What went wrong; each is one entry. */
  static Many errors(int code, List<String> descriptions) {
    return Tree.many(
        "error",
        descriptions.stream()
            .map(
                description ->
                    Fields.none().with("code", new Plain(code)).with("description", description))
            .toList());
  }

  private static String time(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static Tree degrees(Double degrees) {
    return degrees == null ? new Text(null) : new Plain(degrees);
  }
}
