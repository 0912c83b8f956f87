package id.loket.report.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The indices reports are in: {@code loket-reports-v<mapping>-<generation>-<year>}. A report is in
 * the index of the year it was made in, so a new year begins a new index and a report never has to
 * be looked for. A generation is one whole set; those who ask use the alias, which points to one
 * generation at a time.
 */
@Singleton
class ReportIndexes {
  /** What everybody asks. */
  static final String ALIAS = "loket-reports";

  /** The mapping of this version; a live generation of another is replaced. */
  static final int MAPPING = 1;

  private static final Pattern NAME = Pattern.compile(ALIAS + "-v(\\d+)-(\\d{6})-(\\d{4})");
  private static final String TEMPLATE = ALIAS + "-v" + MAPPING;
  private static final int NOT_FOUND = 404;

  private final OpenSearchClient server;
  private final ObjectMapper json;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  ReportIndexes(OpenSearchClient server, ObjectMapper json) {
    this.server = server;
    this.json = json;
  }

  /** The generation the alias points to, and its mapping. */
  record Live(int mapping, int generation) {}

  /** The name of the index a report made then is in. */
  static String name(int generation, Instant createdAt) {
    return prefix(generation) + createdAt.atOffset(ZoneOffset.UTC).getYear();
  }

  private static String prefix(int generation) {
    return "%s-%06d-".formatted(TEMPLATE, generation);
  }

  /** Which generation is asked now; empty before the first. */
  Uni<Optional<Live>> live() {
    return server
        .get("/_alias/" + ALIAS)
        .map(
            answer -> {
              if (answer.status() == NOT_FOUND) {
                return Optional.empty();
              }
              Live live = null;
              for (var names = answer.accepted().body().fieldNames(); names.hasNext(); ) {
                Matcher name = NAME.matcher(names.next());
                if (name.matches()) {
                  live = new Live(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2)));
                }
              }
              return Optional.ofNullable(live);
            });
  }

  /** Tells OpenSearch what indices of this version look like. */
  Uni<Void> declare() {
    known.clear();
    return server
        .put("/_index_template/" + TEMPLATE, template())
        .map(OpenSearchClient.Answer::accepted)
        .replaceWithVoid();
  }

  /** Makes those indices that are not there yet; the live ones are asked from then on. */
  Uni<Void> ensure(Set<String> names, boolean live) {
    List<String> missing = names.stream().filter(name -> !known.contains(name)).sorted().toList();
    return Multi.createFrom()
        .iterable(missing)
        .onItem()
        .transformToUniAndConcatenate(name -> make(name, live))
        .collect()
        .asList()
        .replaceWithVoid();
  }

  private Uni<Void> make(String name, boolean live) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (live) {
      body.putObject("aliases").putObject(ALIAS);
    }
    return server
        .put("/" + name, body)
        .invoke(
            answer -> {
              if (answer.isRefusal()
                  && !answer.reason().startsWith("resource_already_exists_exception")) {
                answer.accepted();
              }
              known.add(name);
            })
        .replaceWithVoid();
  }

  /**
   * Lets everybody ask another generation, in one step. The one that was asked before stays until
   * the next run, for those who are being answered from it.
   */
  Uni<Void> switchTo(int generation) {
    return Uni.combine()
        .all()
        .unis(names("/_alias/" + ALIAS), names("/" + ALIAS + "-v*/_settings/index.uuid"))
        .asTuple()
        .chain(
            names -> {
              ObjectNode body = JsonNodeFactory.instance.objectNode();
              ArrayNode actions = body.putArray("actions");
              names.getItem1().stream()
                  .filter(name -> !name.startsWith(prefix(generation)))
                  .forEach(name -> action(actions, "remove", name));
              names.getItem2().stream()
                  .filter(name -> name.startsWith(prefix(generation)))
                  .forEach(name -> action(actions, "add", name));
              return server.post("/_aliases", body);
            })
        .invoke(OpenSearchClient.Answer::accepted)
        .replaceWithVoid();
  }

  private static void action(ArrayNode actions, String what, String index) {
    actions.addObject().putObject(what).put("index", index).put("alias", ALIAS);
  }

  /** Removes every generation but one: earlier ones, and those that never went live. */
  Uni<Void> removeAllBut(int generation) {
    return names("/" + ALIAS + "-v*/_settings/index.uuid")
        .chain(
            names ->
                Multi.createFrom()
                    .iterable(names)
                    .filter(name -> !name.startsWith(prefix(generation)))
                    .onItem()
                    .transformToUniAndConcatenate(name -> server.delete("/" + name))
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  /** Makes everything that was sent so far seen by those who ask. */
  Uni<Void> refresh(int generation) {
    return server
        .post("/" + prefix(generation) + "*/_refresh", null)
        .map(OpenSearchClient.Answer::accepted)
        .replaceWithVoid();
  }

  private Uni<List<String>> names(String path) {
    return server
        .get(path)
        .map(
            answer -> {
              List<String> names = new ArrayList<>();
              if (!answer.isRefusal()) {
                answer
                    .body()
                    .fieldNames()
                    .forEachRemaining(
                        name -> {
                          if (NAME.matcher(name).matches()) {
                            names.add(name);
                          }
                        });
              }
              return names;
            });
  }

  private JsonNode template() {
    String resource = "opensearch/reports-v" + MAPPING + ".json";
    try (InputStream in =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
      return json.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
