package id.loket.kit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a service publishes and listens to, as an AsyncAPI 3.0 document: schemas from the records
 * that are written, queues and routing keys from the configuration that is read.
 */
public final class EventCatalogue {
  private static final Path COMMITTED = Path.of("asyncapi.json");
  private static final Path FOUND = Path.of("target", "asyncapi.json");
  private static final Path CONFIGURATION = Path.of("src/main/resources/application.properties");
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern INCOMING =
      Pattern.compile("mp\\.messaging\\.incoming\\.([^.]+)\\.routing-keys");
  private static final Pattern EVENT_TYPE =
      Pattern.compile(
          "[\"'](?:booking|invoice|order|stock|fulfilment|forecast|delivery|alert|report|media"
              + "|mail|user|object)\\.[a-z_]+[\"']");

  /** Names of acts in the audit trail look like types of events. */
  private static final Pattern ACT = Pattern.compile("\\bAct\\.of\\(\\s*\"[^\"]*\"");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String service;
  private final Map<String, ObjectNode> published = new TreeMap<>();

  private EventCatalogue(String service) {
    this.service = service;
  }

  public static EventCatalogue of(String service) {
    return new EventCatalogue(service);
  }

  /**
   * Says that events of these types are published.
   *
   * @param data the record their data is written from; by name, because it may be its feature's own
   */
  public EventCatalogue publishes(String data, String... types) {
    ObjectNode schema = schema(type(data));
    for (String type : types) {
      published.put(type, schema);
    }
    return this;
  }

  /** Says that events of this type are published, whose data is one id of that name. */
  public EventCatalogue publishesId(String property, String... types) {
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    schema.putObject("properties").putObject(property).put("type", "string").put("format", "uuid");
    for (String type : types) {
      published.put(type, schema);
    }
    return this;
  }

  /** Fails when this is not what is committed as {@code asyncapi.json} beside the POM. */
  public void requireUnchanged() {
    Map<String, List<String>> queues = queues();
    TreeSet<String> known = new TreeSet<>(published.keySet());
    queues.values().forEach(known::addAll);
    assertThat(typesInSources())
        .as("event types in the code that are neither published nor listened to")
        .allMatch(type -> known.contains(type) || isListenedTo(type, known));
    try {
      String found = JSON.writeValueAsString(document(queues)) + "\n";
      Files.writeString(FOUND, found);
      String committed = Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";
      assertThat(found)
          .as("The messages have changed. If they are meant to: cp %s %s", FOUND, COMMITTED)
          .isEqualTo(committed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isListenedTo(String type, TreeSet<String> keys) {
    return keys.contains(type.substring(0, type.indexOf('.')) + ".*");
  }

  private static TreeSet<String> typesInSources() {
    TreeSet<String> types = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        EVENT_TYPE
            .matcher(ACT.matcher(Files.readString(file)).replaceAll(""))
            .results()
            .map(MatchResult::group)
            .map(literal -> literal.substring(1, literal.length() - 1))
            .forEach(types::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return types;
  }

  /** The queues the service owns, with the routing keys they are bound by. */
  private static Map<String, List<String>> queues() {
    Properties configuration = new Properties();
    try (var reader = Files.newBufferedReader(CONFIGURATION)) {
      configuration.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return configuration.stringPropertyNames().stream()
        .map(INCOMING::matcher)
        .filter(java.util.regex.Matcher::matches)
        .collect(
            Collectors.toMap(
                name ->
                    configuration.getProperty(
                        "mp.messaging.incoming." + name.group(1) + ".queue.name"),
                name -> List.of(configuration.getProperty(name.group()).split(",")),
                (one, other) -> one,
                TreeMap::new));
  }

  private ObjectNode document(Map<String, List<String>> queues) {
    ObjectNode document = JSON.createObjectNode().put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "Loket " + service)
        .put("version", "1.0.0")
        .put(
            "description",
            "CloudEvents 1.0, binary mode, on the RabbitMQ topic exchange loket.events;"
                + " the routing key is the type.");
    ObjectNode channels = document.putObject("channels");
    ObjectNode operations = document.putObject("operations");
    ObjectNode messages = JSON.createObjectNode();
    published.forEach(
        (type, schema) -> {
          ObjectNode channel = channel(channels, type, type);
          channel
              .putObject("messages")
              .putObject(type)
              .put("$ref", "#/components/messages/" + type);
          ObjectNode message = messages.putObject(type);
          message.put("name", type).put("contentType", "application/json");
          message.set("payload", schema);
          operation(operations, "publish-" + type, "send", type);
        });
    queues.forEach(
        (queue, keys) -> {
          ObjectNode channel = channel(channels, queue, queue);
          ArrayNode bound = channel.putArray("x-routing-keys");
          keys.forEach(bound::add);
          operation(operations, "listen-" + queue, "receive", queue);
        });
    document.putObject("components").set("messages", messages);
    return document;
  }

  private static ObjectNode channel(ObjectNode channels, String name, String address) {
    return channels.putObject(name).put("address", address);
  }

  private static void operation(ObjectNode operations, String name, String action, String channel) {
    operations
        .putObject(name)
        .put("action", action)
        .putObject("channel")
        .put("$ref", "#/channels/" + channel);
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ObjectNode schema(Type type) {
    ObjectNode schema = JSON.createObjectNode();
    if (type instanceof ParameterizedType list) {
      schema.put("type", "array");
      schema.set("items", schema(list.getActualTypeArguments()[0]));
      return schema;
    }
    Class<?> raw = (Class<?>) type;
    if (raw == UUID.class) {
      return schema.put("type", "string").put("format", "uuid");
    }
    if (raw == Instant.class) {
      return schema.put("type", "string").put("format", "date-time");
    }
    if (raw == LocalDate.class) {
      return schema.put("type", "string").put("format", "date");
    }
    if (raw == URI.class) {
      return schema.put("type", "string").put("format", "uri");
    }
    if (raw == boolean.class || raw == Boolean.class) {
      return schema.put("type", "boolean");
    }
    if (raw.isPrimitive() || Number.class.isAssignableFrom(raw)) {
      boolean fraction =
          raw == double.class || raw == Double.class || raw == float.class || raw == Float.class;
      return schema.put("type", fraction ? "number" : "integer");
    }
    if (raw.isEnum()) {
      ArrayNode values = schema.put("type", "string").putArray("enum");
      Arrays.stream(raw.getEnumConstants()).map(EventCatalogue::written).forEach(values::add);
      return schema;
    }
    boolean isText =
        Arrays.stream(raw.getDeclaredMethods())
            .anyMatch(method -> method.isAnnotationPresent(JsonValue.class));
    if (!raw.isRecord() || isText) {
      return schema.put("type", "string");
    }
    ObjectNode properties = schema.put("type", "object").putObject("properties");
    for (RecordComponent component : raw.getRecordComponents()) {
      properties.set(component.getName(), schema(component.getGenericType()));
    }
    return schema;
  }

  private static String written(Object constant) {
    for (Method method : constant.getClass().getDeclaredMethods()) {
      if (method.isAnnotationPresent(JsonValue.class)) {
        try {
          method.setAccessible(true);
          return String.valueOf(method.invoke(constant));
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return ((Enum<?>) constant).name();
  }
}
