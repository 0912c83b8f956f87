package id.loket.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A manifest that makes pods.
 *
 * @param manifest the whole of it
 */
record Workload(JsonNode manifest) {
  private static final Set<String> KINDS =
      Set.of("apps/v1/Deployment", "apps/v1/StatefulSet", "batch/v1/Job", Workload.KNATIVE_SERVICE);
  static final String KNATIVE_SERVICE = "serving.knative.dev/v1/Service";

  static Stream<Workload> of(List<JsonNode> manifests) {
    return manifests.stream().filter(each -> KINDS.contains(kindOf(each))).map(Workload::new);
  }

  static String kindOf(JsonNode manifest) {
    return manifest.path("apiVersion").asText() + "/" + manifest.path("kind").asText();
  }

  String name() {
    return manifest.path("kind").asText() + " " + manifest.at("/metadata/name").asText();
  }

  boolean isKnative() {
    return kindOf(manifest).equals(KNATIVE_SERVICE);
  }

  /** Whether it answers requests of people and services, rather than storing or setting up. */
  boolean isService() {
    return "service".equals(labels().get("app.kubernetes.io/component"));
  }

  boolean isMigration() {
    return "migrate".equals(manifest.at("/metadata/labels/loket.id~1step").asText());
  }

  JsonNode template() {
    return manifest.at("/spec/template");
  }

  JsonNode pod() {
    return template().path("spec");
  }

  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    template()
        .at("/metadata/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  /** Its containers, those of the preparation too. */
  Stream<JsonNode> containers() {
    return Stream.of("initContainers", "containers").flatMap(list -> items(pod().path(list)));
  }

  static Stream<JsonNode> items(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
