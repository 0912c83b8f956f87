package id.loket.local.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.local.ProjectFolder;
import id.loket.local.StackException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes deploy/supply/advisories.json anew from OSV (https://google.github.io/osv.dev/api/): all
 * it knows of the packages the modules need at run time, whatever their versions, so that what was
 * mended stays proven. What was entered by hand and is not OSV's stays.
 */
public final class RefreshAdvisories {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** As many as OSV takes at once. */
  private static final int AT_ONCE = 1000;

  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI osv;

  RefreshAdvisories(URI osv) {
    this.osv = osv;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    ProjectFolder project = ProjectFolder.find();
    Set<String> names = new TreeSet<>();
    Dependency.all(project).forEach(each -> names.add(each.name()));
    String osv = System.getenv().getOrDefault("LOKET_OSV_URL", "https://api.osv.dev/");
    Path file = project.resolve("deploy/supply").resolve(Advisories.FILE);
    int known =
        new RefreshAdvisories(URI.create(osv)).refresh(file, names, LocalDate.now(ZoneOffset.UTC));
    System.out.println(file + " has " + known + " advisories now.");
  }

  int refresh(Path file, Set<String> names, LocalDate today)
      throws IOException, InterruptedException {
    Set<String> ids = idsOf(List.copyOf(names));
    ArrayNode advisories = JSON.createArrayNode();
    for (String id : ids) {
      advisories.add(shortened(ask("v1/vulns/" + encoded(id), null)));
    }
    for (JsonNode before : JSON.readTree(file.toFile()).path("advisories")) {
      if (!isAmong(advisories, before)) {
        advisories.add(before);
      }
    }
    ObjectNode written = JSON.createObjectNode();
    written.put("refreshed", today.toString());
    written.putNull("entered");
    written.set("advisories", advisories);
    Files.writeString(
        file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(written) + "\n");
    return advisories.size();
  }

  private Set<String> idsOf(List<String> names) throws IOException, InterruptedException {
    Set<String> ids = new TreeSet<>();
    for (int from = 0; from < names.size(); from += AT_ONCE) {
      ArrayNode queries = JSON.createArrayNode();
      for (String name : names.subList(from, Math.min(from + AT_ONCE, names.size()))) {
        query(queries, name, "");
      }
      while (!queries.isEmpty()) {
        JsonNode results = ask("v1/querybatch", JSON.createObjectNode().set("queries", queries));
        ArrayNode further = JSON.createArrayNode();
        for (int i = 0; i < queries.size(); i++) {
          JsonNode result = results.path("results").path(i);
          result.path("vulns").forEach(each -> ids.add(each.path("id").asText()));
          if (result.hasNonNull("next_page_token")) {
            String name = queries.path(i).path("package").path("name").asText();
            query(further, name, result.path("next_page_token").asText());
          }
        }
        queries = further;
      }
    }
    return ids;
  }

  private static void query(ArrayNode queries, String name, String page) {
    ObjectNode query = queries.addObject();
    query.putObject("package").put("ecosystem", "Maven").put("name", name);
    if (!page.isEmpty()) {
      query.put("page_token", page);
    }
  }

  /** Without the long texts; versions that ranges also tell are left out. */
  private static JsonNode shortened(JsonNode osv) {
    ObjectNode kept = JSON.createObjectNode();
    for (String field :
        List.of(
            "id", "aliases", "summary", "modified", "withdrawn", "affected", "database_specific")) {
      if (osv.hasNonNull(field)) {
        kept.set(field, osv.get(field));
      }
    }
    for (JsonNode each : kept.path("affected")) {
      if (!each.path("ranges").isEmpty()) {
        ((ObjectNode) each).remove("versions");
      }
    }
    return kept;
  }

  /** The same weakness has a number at GitHub and a CVE. */
  private static boolean isAmong(ArrayNode advisories, JsonNode before) {
    Set<String> names = names(before);
    for (JsonNode each : advisories) {
      if (names(each).stream().anyMatch(names::contains)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> names(JsonNode advisory) {
    Set<String> names = new TreeSet<>(Set.of(advisory.path("id").asText()));
    advisory.path("aliases").forEach(alias -> names.add(alias.asText()));
    return names;
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private JsonNode ask(String path, JsonNode body) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(osv.resolve(path)).timeout(TIMEOUT);
    if (body != null) {
      request.POST(BodyPublishers.ofString(body.toString()));
    }
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != OK) {
      throw new StackException(osv + path + " answered " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }
}
