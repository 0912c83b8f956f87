package id.loket.gateway.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import id.loket.gateway.limit.LimitPolicy;
import id.loket.gateway.route.RoutesFile.RouteEntry;
import id.loket.gateway.route.RoutesFile.Size;
import id.loket.gateway.route.RoutesFile.Time;
import id.loket.gateway.route.RoutesFile.UpstreamEntry;
import id.loket.kit.auth.Role;
import id.loket.kit.limit.Quota;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a routes file. Every fault is told with the place it is at; nothing is guessed, and what is
 * not known or said twice is a fault too. {@code ${NAME:default}} in a text is taken from the
 * environment.
 */
final class RoutesReader {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([\\w.-]+)(?::([^}]*))?}");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}");
  private static final Pattern PATH = Pattern.compile("(/[^*/]+|/\\*(?!\\*))*(/|/\\*\\*)?");
  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();
  private static final int AT_ONCE = 1_000;
  private static final int FAILURES = 5;

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
    try {
      JsonNode tree = resolved("", YAML.readTree(text));
      return table(YAML.treeToValue(tree, RoutesFile.class));
    } catch (JsonMappingException e) {
      throw new Unreadable(place(e.getPath()), why(e));
    } catch (JsonProcessingException e) {
      throw new Unreadable(
          "line " + e.getLocation().getLineNr(), "is not YAML: " + e.getOriginalMessage());
    }
  }

  // --- what the file says of itself

  private JsonNode resolved(String place, JsonNode node) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(
                  field ->
                      field.setValue(
                          resolved(
                              place.isEmpty() ? field.getKey() : place + "." + field.getKey(),
                              field.getValue())));
      case ArrayNode array -> {
        for (int n = 0; n < array.size(); n++) {
          array.set(n, resolved(place + "[" + n + "]", array.get(n)));
        }
      }
      case TextNode text -> {
        return TextNode.valueOf(resolved(place, text.textValue()));
      }
      default -> {
        // numbers and flags stand for themselves
      }
    }
    return node;
  }

  private String resolved(String place, String text) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> {
              String otherwise = match.group(2);
              String found =
                  variables
                      .apply(match.group(1))
                      .or(() -> Optional.ofNullable(otherwise))
                      .orElseThrow(
                          () -> new Unreadable(place, "needs the variable " + match.group(1)));
              return Matcher.quoteReplacement(found);
            });
  }

  private static String place(List<JsonMappingException.Reference> path) {
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference each : path) {
      if (each.getFieldName() == null) {
        place.append('[').append(each.getIndex()).append(']');
      } else {
        place.append(place.isEmpty() ? "" : ".").append(each.getFieldName());
      }
    }
    return place.isEmpty() ? "routes file" : place.toString();
  }

  private static String why(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "is not known: known are " + new TreeSet<>(unknown.getKnownPropertyIds());
      case ValueInstantiationException value when value.getCause() != null ->
          value.getCause().getMessage();
      case InvalidFormatException format when format.getTargetType().isEnum() ->
          "is none of " + List.of(format.getTargetType().getEnumConstants());
      default -> "cannot be read: " + e.getOriginalMessage();
    };
  }

  // --- what it means

  private RouteTable table(RoutesFile file) {
    Map<String, UpstreamSpec> upstreams = new LinkedHashMap<>();
    orElse(file.upstreams(), Map.<String, UpstreamEntry>of())
        .forEach((name, each) -> upstreams.put(name, upstream(name, each)));
    Map<String, LimitPolicy> limits = new LinkedHashMap<>();
    orElse(file.limits(), Map.<String, RoutesFile.LimitEntry>of())
        .forEach((name, each) -> limits.put(name, limit(name, each)));
    List<RouteEntry> entries = orElse(file.routes(), List.of());
    if (entries.isEmpty()) {
      throw new Unreadable("routes", "are missing: name at least one");
    }
    RoutesFile.Defaults defaults =
        orElse(file.defaults(), new RoutesFile.Defaults(null, null, null, null, null, null));
    List<Route> routes = new ArrayList<>();
    for (RouteEntry each : entries) {
      routes.add(route("routes[" + routes.size() + "]", each, defaults, upstreams, limits));
    }
    return new RouteTable(
        Map.copyOf(upstreams),
        routes,
        known("entrance", orElse(file.entrance(), List.of()), limits),
        cors(file.cors()));
  }

  private static UpstreamSpec upstream(String name, UpstreamEntry entry) {
    String place = "upstreams." + name;
    List<URI> urls = entry == null ? List.of() : orElse(entry.urls(), List.of());
    if (urls.isEmpty()) {
      throw new Unreadable(place, "needs urls: a list of http://host:port");
    }
    for (URI url : urls) {
      if (!Set.of("http", "https").contains(String.valueOf(url.getScheme()))
          || url.getHost() == null) {
        throw new Unreadable(place + ".urls", "has no URL in it: write http://host:port");
      }
    }
    return new UpstreamSpec(
        name,
        urls,
        orElse(entry.health(), "/q/health/ready"),
        orElse(entry.failures(), FAILURES),
        time(entry.rest(), null, Duration.ofSeconds(5)));
  }

  private static LimitPolicy limit(String name, RoutesFile.LimitEntry entry) {
    if (entry == null || entry.rate() == null) {
      throw new Unreadable(
          "limits." + name + ".rate", "is no rate: write, for example, 600 per 1m");
    }
    try {
      return new LimitPolicy(
          new Quota(name, entry.rate().quota(), entry.rate().window()),
          orElse(entry.per(), LimitPolicy.Per.ADDRESS));
    } catch (IllegalArgumentException e) {
      throw new Unreadable("limits." + name, e.getMessage());
    }
  }

  private static Route route(
      String place,
      RouteEntry entry,
      RoutesFile.Defaults defaults,
      Map<String, UpstreamSpec> upstreams,
      Map<String, LimitPolicy> limits) {
    String path = required(place + ".path", entry.path());
    if (!PATH.matcher(path).matches()) {
      throw new Unreadable(
          place + ".path", "is no path: write /a/b, or /a/b/** for everything below it");
    }
    if (!NAME.matcher(required(place + ".name", entry.name())).matches()) {
      throw new Unreadable(place + ".name", "has characters other than a-z, 0-9 and -");
    }
    if (!upstreams.containsKey(required(place + ".to", entry.to()))) {
      throw new Unreadable(
          place + ".to", "names no upstream: one of " + new TreeSet<>(upstreams.keySet()));
    }
    Route.TokenRule token =
        orElse(entry.token(), orElse(defaults.token(), Route.TokenRule.OPTIONAL));
    boolean keep = orElse(entry.keep(), false);
    if (keep && (token != Route.TokenRule.REQUIRED || !Role.DEVICE.equals(entry.role()))) {
      throw new Unreadable(
          place + ".keep", "is for devices only: write token: required, role: device");
    }
    return new Route(
        entry.name(),
        new PathPattern(path),
        Set.copyOf(orElse(entry.methods(), Set.of())),
        entry.to(),
        orElse(entry.as(), new PathPattern(path).literal()),
        token,
        entry.role(),
        orElse(entry.body(), orElse(defaults.body(), new Size(1_000_000L))).bytes(),
        time(entry.timeout(), defaults.timeout(), Duration.ofSeconds(30)),
        time(entry.idle(), defaults.idle(), Duration.ofSeconds(60)),
        time(entry.longest(), defaults.longest(), Duration.ofMinutes(10)),
        known(
            place + ".limits",
            orElse(entry.limits(), orElse(defaults.limits(), List.of())),
            limits),
        orElse(entry.atOnce(), AT_ONCE),
        orElse(entry.stream(), false),
        keep);
  }

  private static List<LimitPolicy> known(
      String place, List<String> names, Map<String, LimitPolicy> limits) {
    return names.stream()
        .map(
            name ->
                Optional.ofNullable(limits.get(name))
                    .orElseThrow(
                        () ->
                            new Unreadable(
                                place, "names no limit: one of " + new TreeSet<>(limits.keySet()))))
        .toList();
  }

  private static Cors cors(RoutesFile.CorsEntry entry) {
    List<String> origins = entry == null ? List.of() : orElse(entry.origins(), List.of());
    return new Cors(
        Set.copyOf(
            origins.stream()
                .flatMap(text -> List.of(text.split(",")).stream())
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .toList()),
        time(entry == null ? null : entry.remembered(), null, Duration.ofMinutes(10)));
  }

  private static Duration time(Time said, Time usual, Duration otherwise) {
    return orElse(said, orElse(usual, new Time(otherwise))).duration();
  }

  private static <T> T orElse(T said, T otherwise) {
    return Objects.requireNonNullElse(said, otherwise);
  }

  private static String required(String place, String text) {
    if (text == null) {
      throw new Unreadable(place, "is missing");
    }
    return text;
  }

  /** The file describes no table. */
  static final class Unreadable extends RuntimeException {
    Unreadable(String place, String what) {
      super(place + " " + what, null, false, false);
    }
  }
}
