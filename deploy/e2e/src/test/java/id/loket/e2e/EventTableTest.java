package id.loket.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import id.loket.local.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/events.md says who publishes and who listens; the services declare it. */
class EventTableTest {
  private static final List<String> SERVICES =
      List.of("client-app", "ticket-app", "payment-app", "report-app");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private final ProjectFolder project = ProjectFolder.find();
  private final Map<String, Set<String>> publishers = new TreeMap<>();
  private final Map<String, List<String>> queues = new TreeMap<>();

  /** A row of the table. */
  private record Row(String publisher, Set<String> queues) {}

  @Test
  void theTableIsWhatTheServicesDeclare() throws IOException {
    declarations();
    Map<String, Row> table = table();

    assertThat(table.keySet()).isEqualTo(publishers.keySet());
    table.forEach(
        (type, row) -> {
          assertThat(row.publisher()).as(type).isEqualTo(String.join(", ", publishers.get(type)));
          assertThat(row.queues()).as("listeners of " + type).isEqualTo(listeners(type));
        });
  }

  @Test
  void whateverIsListenedToIsPublished() throws IOException {
    declarations();
    // what the object store itself tells, where it can: no service of ours says it
    Set<String> foreign = Set.of("object.created");
    queues.forEach(
        (queue, keys) ->
            assertThat(keys)
                .as(queue)
                .allMatch(
                    key ->
                        foreign.contains(key)
                            || publishers.keySet().stream().anyMatch(type -> hears(key, type))));
  }

  /** Queues are there before the first event: also of services that have never run. */
  @Test
  void theBrokersDefinitionsHaveEveryQueueAndBinding() throws IOException {
    declarations();
    JsonNode definitions =
        new ObjectMapper()
            .readTree(project.resolve("deploy/cluster/setup/rabbitmq/definitions.json").toFile());
    Set<String> defined = new TreeSet<>();
    definitions.path("queues").forEach(queue -> defined.add(queue.path("name").asText()));
    Map<String, Set<String>> bound = new TreeMap<>();
    definitions
        .path("bindings")
        .forEach(
            binding -> {
              if (binding.path("source").asText().equals("loket.events")) {
                bound
                    .computeIfAbsent(binding.path("destination").asText(), q -> new TreeSet<>())
                    .add(binding.path("routing_key").asText());
              }
            });

    Map<String, Set<String>> declared = new TreeMap<>();
    queues.forEach((queue, keys) -> declared.put(queue, new TreeSet<>(keys)));
    assertThat(bound).isEqualTo(declared);
    Set<String> wanted = new TreeSet<>();
    queues.keySet().forEach(queue -> wanted.addAll(List.of(queue, queue + ".dead")));
    SERVICES.forEach(each -> wanted.addAll(List.of(each + ".parked", each + ".unheard")));
    assertThat(defined).isEqualTo(wanted);
  }

  /** A type is let go unheard only if nobody is meant to hear it. */
  @Test
  void whatNobodyListensToIsSaidToBeSo() throws IOException {
    declarations();
    Set<String> said = new TreeSet<>();
    for (String service : SERVICES) {
      Properties configuration = new Properties();
      try (var reader =
          Files.newBufferedReader(
              project.resolve(service + "/src/main/resources/application.properties"))) {
        configuration.load(reader);
      }
      String types = configuration.getProperty("loket.rabbitmq.unheard-by-design");
      if (types != null) {
        said.addAll(List.of(types.split(",")));
      }
    }
    Set<String> unheard = new TreeSet<>(publishers.keySet());
    unheard.removeIf(type -> !listeners(type).isEmpty());

    assertThat(said).isEqualTo(unheard);
  }

  private Set<String> listeners(String type) {
    Set<String> listeners = new TreeSet<>();
    queues.forEach(
        (queue, keys) -> {
          if (keys.stream().anyMatch(key -> hears(key, type))) {
            listeners.add(queue);
          }
        });
    return listeners;
  }

  private static boolean hears(String key, String type) {
    return type.matches(key.replace(".", "\\.").replace("*", "[^.]+"));
  }

  private void declarations() throws IOException {
    for (String service : SERVICES) {
      JsonNode document =
          new ObjectMapper().readTree(project.resolve(service + "/asyncapi.json").toFile());
      document
          .path("components")
          .path("messages")
          .fieldNames()
          .forEachRemaining(
              type -> publishers.computeIfAbsent(type, each -> new TreeSet<>()).add(service));
      document
          .path("channels")
          .fields()
          .forEachRemaining(
              channel -> {
                if (channel.getValue().has("x-routing-keys")) {
                  List<String> keys = new ArrayList<>();
                  channel.getValue().path("x-routing-keys").forEach(key -> keys.add(key.asText()));
                  queues.put(channel.getKey(), keys);
                }
              });
    }
  }

  /** Types with their rows; {@code `a.b` `.c`} in the first column are a.b and a.c. */
  private Map<String, Row> table() throws IOException {
    Map<String, Row> table = new TreeMap<>();
    for (String line : Files.readAllLines(project.resolve("docs/events.md"))) {
      if (!line.startsWith("| `")) {
        continue;
      }
      String[] cells = line.split("(?<!\\\\)\\|");
      Set<String> listening = new TreeSet<>();
      Matcher queue = CODE.matcher(cells[4]);
      while (queue.find()) {
        if (queue.group(1).matches("[a-z]+-app\\.[a-z]+")) {
          listening.add(queue.group(1));
        }
      }
      String subject = null;
      Matcher type = CODE.matcher(cells[1]);
      while (type.find()) {
        String name = type.group(1);
        if (name.startsWith(".")) {
          name = subject + name;
        } else {
          subject = name.substring(0, name.indexOf('.'));
        }
        table.put(name, new Row(cells[2].strip(), listening));
      }
    }
    return table;
  }
}
