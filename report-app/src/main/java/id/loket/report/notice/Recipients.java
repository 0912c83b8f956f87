package id.loket.report.notice;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import id.loket.kit.auth.ServiceTokens;
import id.loket.kit.http.UpstreamCalls;
import id.loket.kit.json.TolerantJson;
import id.loket.kit.language.Language;
import id.loket.kit.start.ConfigurationCheck;
import id.loket.kit.start.Faults;
import id.loket.kit.tls.Authorities;
import id.loket.report.report.Author;
import id.loket.report.report.Contact;
import id.loket.report.report.Report;
import id.loket.report.report.Reports;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Knows how to reach people as that is when they are told, not as it was when they reported: users
 * from client-app, others by the contact they left. Nothing of it is kept here.
 */
@Singleton
class Recipients implements ConfigurationCheck {
  private static final String CLIENT_APP = "client-app";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final Reports reports;
  private final ServiceTokens tokens;
  private final TolerantJson json;
  private final NoticeConfig config;
  private final UpstreamCalls calls;

  Recipients(
      Reports reports,
      ServiceTokens tokens,
      TolerantJson json,
      NoticeConfig config,
      Vertx vertx,
      Authorities authorities) {
    this.reports = reports;
    this.tokens = tokens;
    this.json = json;
    this.config = config;
    this.calls = new UpstreamCalls(vertx, authorities, "report-app", config.timeout());
  }

  @Override
  public void check(Faults faults) {
    List<String> http = List.of("https", "http");
    faults.url("LOKET_CLIENT_URL", config.clientUrl(), http);
    config.smsUrl().ifPresent(url -> faults.url("LOKET_SMS_URL", url, http));
    config.pushUrl().ifPresent(url -> faults.url("LOKET_PUSH_URL", url, http));
  }

  /** Whom a notice goes to; fails with {@link Undeliverable} when that account is gone. */
  Uni<Recipient> of(Notice notice) {
    return notice.userId() == null ? contact(notice) : user(notice.userId(), notice.language());
  }

  /** Who made a report; fails with {@link Undeliverable} when they cannot be reached. */
  Uni<Recipient> reporter(Report report) {
    Author author = report.author();
    return author.userId() == null
        ? Uni.createFrom().item(() -> left(author))
        : user(author.userId(), author.language());
  }

  private static Recipient left(Author author) {
    Contact contact = author.contact();
    if (contact == null) {
      throw new Undeliverable("no-contact");
    }
    return new Recipient(null, contact.name(), contact.mail(), contact.phone(), author.language());
  }

  private Uni<Recipient> contact(Notice notice) {
    return reports
        .find(notice.contactReport() == null ? notice.reportId() : notice.contactReport())
        .map(Report::author)
        .map(Recipients::left)
        .onFailure(id.loket.kit.problem.Problem.class)
        .transform(gone -> new Undeliverable("report-gone"));
  }

  private Uni<Recipient> user(UUID id, Language usual) {
    return calls
        .call(
            CLIENT_APP,
            client ->
                client
                    .requestAbs(HttpMethod.GET, config.clientUrl() + "/users/" + id)
                    .traceOperation("GET /users/{id}")
                    .timeout(config.timeout().toMillis())
                    .putHeader("Authorization", tokens.bearerFor(CLIENT_APP))
                    .send())
        .map(
            response -> {
              if (response.statusCode() == NOT_FOUND) {
                throw new Undeliverable("account-gone");
              }
              if (response.statusCode() != OK) {
                throw new IllegalStateException("client-app answered " + response.statusCode());
              }
              User user = json.read(response.bodyAsString(), User.class);
              Language language = user.locale() == null ? usual : Language.ofTag(user.locale());
              return new Recipient(id, user.name(), user.email(), user.phone(), language);
            });
  }

  /** What client-app says of a user, as far as it matters here. */
  @RegisterForReflection // native: read with TolerantJson
  @JsonIgnoreProperties(ignoreUnknown = true)
  record User(String name, String email, String phone, String locale) {}
}
