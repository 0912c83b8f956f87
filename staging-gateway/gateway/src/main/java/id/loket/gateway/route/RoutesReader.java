package id.loket.gateway.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import id.loket.gateway.limit.LimitPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a routes file. Every fault is told with the place it is at; nothing is guessed, and what is
 * not known is a fault too. {@code ${NAME:default}} in a text is taken from the environment.
 */
final class RoutesReader {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w.-]+)(?::([^}]*))?}");
  private static final Pattern DURATION = Pattern.compile("(\\d+) ?(ms|s|m|h)");
  private static final Pattern SIZE = Pattern.compile("(\\d+) ?(B|kB|MB|GB)?");
  private static final Pattern RATE = Pattern.compile("(\\d+) per (.+)");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Function<String, Optional<String>> variables;

  /**
   * @param variables what {@code ${NAME}} stands for
   */
  RoutesReader(Function<String, Optional<String>> variables) {
    this.variables = variables;
  }

  /**
   * The table a file's text describes.
   *
   * @throws Unreadable when it describes none, with the place and how to mend it
   */
  RouteTable read(String text) {
    Node root;
    try {
      root = new Node("routes file", YAML.readTree(text));
    } catch (JsonProcessingException e) {
      throw new Unreadable("line " + e.getLocation().getLineNr(), "is not YAML");
    }
    root.only("upstreams", "limits", "defaults", "routes", "cors");
    Map<String, UpstreamSpec> upstreams = new LinkedHashMap<>();
    root.at("upstreams").fields().forEach(each -> upstreams.put(each.name(), upstream(each)));
    Map<String, LimitPolicy> limits = new HashMap<>();
    root.at("limits").fields().forEach(each -> limits.put(each.name(), limit(each)));
    Node defaults = root.at("defaults");
    defaults.only("body", "timeout", "idle", "limits", "token");
    List<Route> routes = new ArrayList<>();
    for (Node each : root.at("routes").elements()) {
      routes.add(route(each, defaults, upstreams, limits));
    }
    if (routes.isEmpty()) {
      throw new Unreadable("routes", "are missing: name at least one");
    }
    return new RouteTable(Map.copyOf(upstreams), routes, cors(root.at("cors")));
  }

  private static UpstreamSpec upstream(Node node) {
    node.only("urls", "health", "failures", "rest");
    List<URI> urls = node.at("urls").elements().stream().map(Node::url).toList();
    if (urls.isEmpty()) {
      throw node.fault("needs urls: a list of http://host:port");
    }
    return new UpstreamSpec(
        node.name(),
        urls,
        node.at("health").text().orElse("/q/health/ready"),
        node.at("failures").number().orElse(5),
        node.at("rest").duration().orElse(Duration.ofSeconds(5)));
  }

  private static LimitPolicy limit(Node node) {
    node.only("per", "rate");
    Matcher rate = RATE.matcher(node.at("rate").text().orElse(""));
    if (!rate.matches()) {
      throw node.at("rate").fault("is no rate: write, for example, 600 per 1m");
    }
    try {
      return new LimitPolicy(
          node.name(),
          node.at("per").choice(LimitPolicy.Per.class).orElse(LimitPolicy.Per.ADDRESS),
          Integer.parseInt(rate.group(1)),
          duration(node.at("rate"), rate.group(2)));
    } catch (IllegalArgumentException e) {
      throw node.fault(e.getMessage());
    }
  }

  private static Route route(
      Node node,
      Node defaults,
      Map<String, UpstreamSpec> upstreams,
      Map<String, LimitPolicy> limits) {
    node.only(
        "name", "path", "methods", "to", "as", "token", "role", "body", "timeout", "idle", "limits",
        "keep");
    String name = node.at("name").required();
    if (!NAME.matcher(name).matches()) {
      throw node.at("name").fault("has characters other than a-z, 0-9 and -");
    }
    String path = node.at("path").required();
    boolean below = path.endsWith("/**");
    String prefix = below ? path.substring(0, path.length() - 3) : path;
    if (!path.startsWith("/") || prefix.contains("*")) {
      throw node.at("path").fault("is no path: write /a/b, or /a/b/** for everything below it");
    }
    String to = node.at("to").required();
    if (!upstreams.containsKey(to)) {
      throw node.at("to").fault("names no upstream: one of " + new TreeSet<>(upstreams.keySet()));
    }
    return new Route(
        name,
        prefix,
        !below,
        Set.copyOf(node.at("methods").texts()),
        to,
        node.at("as").text().orElse(prefix),
        node.or(defaults, "token").choice(Route.TokenRule.class).orElse(Route.TokenRule.OPTIONAL),
        node.at("role").text().orElse(null),
        node.or(defaults, "body").size().orElse(1_000_000L),
        node.or(defaults, "timeout").duration().orElse(Duration.ofSeconds(30)),
        node.or(defaults, "idle").duration().orElse(Duration.ofSeconds(60)),
        node.or(defaults, "limits").elements().stream().map(each -> known(each, limits)).toList(),
        node.at("keep").flag());
  }

  private static LimitPolicy known(Node node, Map<String, LimitPolicy> limits) {
    LimitPolicy policy = limits.get(node.required());
    if (policy == null) {
      throw node.fault("names no limit: one of " + new TreeSet<>(limits.keySet()));
    }
    return policy;
  }

  private static Cors cors(Node node) {
    node.only("origins", "remembered");
    List<String> origins =
        node.at("origins").texts().stream()
            .flatMap(text -> List.of(text.split(",")).stream())
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .toList();
    return new Cors(
        Set.copyOf(new TreeSet<>(origins)),
        node.at("remembered").duration().orElse(Duration.ofMinutes(10)));
  }

  private static Duration duration(Node node, String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw node.fault("is no time: write, for example, 500ms, 30s, 5m or 1h");
    }
    long count = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }

  /** A place in the file. */
  private final class Node {
    private final String place;
    private final JsonNode value;

    Node(String place, JsonNode value) {
      this.place = place;
      this.value = value;
    }

    String name() {
      return place.substring(place.lastIndexOf('.') + 1);
    }

    Node at(String field) {
      return new Node(place.equals("routes file") ? field : place + "." + field, value.path(field));
    }

    /** A field of this, or else of those. */
    Node or(Node others, String field) {
      return value.path(field).isMissingNode() ? others.at(field) : at(field);
    }

    List<Node> fields() {
      List<Node> fields = new ArrayList<>();
      value.fieldNames().forEachRemaining(name -> fields.add(at(name)));
      return fields;
    }

    List<Node> elements() {
      if (!isThere()) {
        return List.of();
      }
      if (!value.isArray()) {
        throw fault("is no list");
      }
      List<Node> elements = new ArrayList<>();
      for (JsonNode element : value) {
        elements.add(new Node(place + "[" + elements.size() + "]", element));
      }
      return elements;
    }

    List<String> texts() {
      return elements().stream().map(Node::required).toList();
    }

    void only(String... known) {
      value
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!Set.of(known).contains(name)) {
                  throw at(name).fault("is not known: known are " + String.join(", ", known));
                }
              });
    }

    String required() {
      return text().orElseThrow(() -> fault("is missing"));
    }

    Optional<String> text() {
      if (!isThere()) {
        return Optional.empty();
      }
      if (!value.isValueNode()) {
        throw fault("is no text");
      }
      return Optional.of(resolved(value.asText()));
    }

    Optional<Integer> number() {
      return text()
          .map(
              text -> {
                try {
                  return Integer.parseInt(text);
                } catch (NumberFormatException e) {
                  throw fault("is no whole number");
                }
              });
    }

    boolean flag() {
      return text().map(Boolean::parseBoolean).orElse(false);
    }

    Optional<Duration> duration() {
      return text().map(text -> RoutesReader.duration(this, text));
    }

    Optional<Long> size() {
      return text()
          .map(
              text -> {
                Matcher parts = SIZE.matcher(text);
                if (!parts.matches()) {
                  throw fault("is no size: write, for example, 64 kB, 2 MB or 1 GB");
                }
                long unit =
                    switch (parts.group(2)) {
                      case "kB" -> 1_000L;
                      case "MB" -> 1_000_000L;
                      case "GB" -> 1_000_000_000L;
                      case null, default -> 1L;
                    };
                return Long.parseLong(parts.group(1)) * unit;
              });
    }

    <E extends Enum<E>> Optional<E> choice(Class<E> type) {
      return text()
          .map(
              text -> {
                try {
                  return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
                } catch (IllegalArgumentException e) {
                  throw fault("is none of " + List.of(type.getEnumConstants()));
                }
              });
    }

    URI url() {
      try {
        URI url = URI.create(required());
        if (Set.of("http", "https").contains(String.valueOf(url.getScheme()))
            && url.getHost() != null) {
          return url;
        }
      } catch (IllegalArgumentException e) {
        // said below
      }
      throw fault("is no URL: write http://host:port");
    }

    Unreadable fault(String what) {
      return new Unreadable(place, what);
    }

    private boolean isThere() {
      return !value.isMissingNode() && !value.isNull();
    }

    private String resolved(String text) {
      return VARIABLE
          .matcher(text)
          .replaceAll(
              match -> {
                String otherwise = match.group(2);
                String found =
                    variables
                        .apply(match.group(1))
                        .or(() -> Optional.ofNullable(otherwise))
                        .orElseThrow(() -> fault("needs the variable " + match.group(1)));
                return Matcher.quoteReplacement(found);
              });
    }
  }

  /** The file describes no table. */
  static final class Unreadable extends RuntimeException {
    Unreadable(String place, String what) {
      super(place + " " + what, null, false, false);
    }
  }
}
