package id.loket.report.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
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

  /** The mapping of this version; a live generation of an earlier one is replaced. */
  static final int MAPPING = 2;

  private static final Pattern NAME = Pattern.compile(ALIAS + "-v(\\d+)-(\\d{6})-(\\d{4})");
  private static final String EVERY = "/" + ALIAS + "-v*/_settings/index.uuid";
  private static final int NOT_FOUND = 404;

  private final OpenSearchClient server;
  private final ObjectMapper json;
  private final int mapping;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  @Inject
  ReportIndexes(OpenSearchClient server, ObjectMapper json) {
    this(server, json, MAPPING);
  }

  /**
   * Indices of another mapping than this version's.
   *
   * @param mapping its number
   */
  ReportIndexes(OpenSearchClient server, ObjectMapper json, int mapping) {
    this.server = server;
    this.json = json;
    this.mapping = mapping;
  }

  /** The mapping of the indices this makes. */
  int mapping() {
    return mapping;
  }

  /** The generation the alias points to, and its mapping. */
  record Live(int mapping, int generation) {}

  /** The name of the index a report made then is in. */
  String name(int generation, Instant createdAt) {
    return prefix(generation) + createdAt.atOffset(ZoneOffset.UTC).getYear();
  }

  private String template() {
    return ALIAS + "-v" + mapping;
  }

  private String prefix(int generation) {
    return "%s-%06d-".formatted(template(), generation);
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
        .put("/_index_template/" + template(), shape())
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
        .unis(names("/_alias/" + ALIAS), names(EVERY))
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

  /**
   * Removes every generation but one: earlier ones, and those that never went live. What is asked
   * now stays whatever its mapping and generation.
   */
  Uni<Void> removeAllBut(int generation) {
    return Uni.combine()
        .all()
        .unis(names("/_alias/" + ALIAS), names(EVERY))
        .asTuple()
        .chain(
            names ->
                Multi.createFrom()
                    .iterable(names.getItem2())
                    .filter(name -> !name.startsWith(prefix(generation)))
                    .filter(name -> !names.getItem1().contains(name))
                    .onItem()
                    .transformToUniAndConcatenate(name -> server.delete("/" + name))
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  /** Removes the indices of years before one, also those that are asked. */
  Uni<Void> removeBefore(int year) {
    return names(EVERY)
        .chain(
            names ->
                Multi.createFrom()
                    .iterable(names)
                    .filter(name -> yearOf(name) < year)
                    .onItem()
                    .transformToUniAndConcatenate(name -> server.delete("/" + name))
                    .collect()
                    .asList())
        .replaceWithVoid();
  }

  private static int yearOf(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** Whether there is anything of a generation. */
  Uni<Boolean> exists(int generation) {
    return names(EVERY)
        .map(names -> names.stream().anyMatch(name -> name.startsWith(prefix(generation))));
  }

  /** How many documents a generation has, live or not. */
  Uni<Long> count(int generation) {
    return server
        .get("/" + prefix(generation) + "*/_count")
        .map(answer -> answer.accepted().body().path("count").asLong());
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

  private JsonNode shape() {
    String resource = "opensearch/reports-v" + MAPPING + ".json";
    try (InputStream in =
        Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
      ObjectNode shape = (ObjectNode) json.readTree(in);
      shape.putArray("index_patterns").add(template() + "-*");
      return shape.put("version", mapping);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
