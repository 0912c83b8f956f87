package id.loket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.local.ProjectFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every overlay renders, is what the kinds in it allow, and keeps to the rules. */
class OverlaysTest {
  @TempDir static Path folder;

  private static final String NAME = "app.kubernetes.io/name";
  private static final Map<Overlay, List<JsonNode>> RENDERED = new EnumMap<>(Overlay.class);
  private final Schemas schemas = new Schemas();

  @BeforeAll
  static void render() throws IOException, InterruptedException {
    Optional<List<String>> kustomize = Overlay.kustomize();
    if (kustomize.isEmpty()) {
      System.err.println(
          "SKIPPED: the overlays of deploy/knative and deploy/kubernetes are not rendered and not"
              + " checked, for lack of a kubectl of 1.22 or newer, or of kustomize 4.1 or newer.");
      return;
    }
    Path deploy = Overlay.copyTo(folder);
    for (Overlay overlay : Overlay.values()) {
      RENDERED.put(overlay, overlay.renderIn(deploy, kustomize.get()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyManifestIsWhatItsKindAllows(Overlay overlay) {
    List<JsonNode> manifests = rendered(overlay);

    assertThat(manifests).hasSizeGreaterThan(20);
    assertThat(manifests).allSatisfy(each -> assertThat(schemas.problem(each)).isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void everyOverlayKeepsToTheRules(Overlay overlay) {
    List<JsonNode> manifests = rendered(overlay);

    assertThat(new Rules(manifests, overlay.isProduction()).broken()).isEmpty();
  }

  /** The JVM images instead of the native ones: an overlay upon an overlay. */
  @Test
  void theJvmImagesGetWhatAJvmNeeds() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Overlay.kustomize().isPresent(), "nothing renders overlays here");
    Path overlay = Files.createDirectories(folder.resolve("jvm"));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        """
        resources: [../knative/overlays/prod]
        components: [../cluster/jvm]
        images:
          - name: images.loket.example/loket/ticket-app
            newTag: 1.0.0-jvm
        """);

    List<JsonNode> manifests = Overlay.render(Overlay.kustomize().get(), overlay);

    assertThat(new Rules(manifests, true).broken()).isEmpty();
    assertThat(new Manifests(manifests).container().at("/resources/limits/memory").asText())
        .isEqualTo("384Mi");
    assertThat(new Manifests(manifests).container().path("image").asText()).endsWith("-jvm");
  }

  /** With an issuer outside every service reaches it; that none does without is a mistake. */
  @ParameterizedTest
  @EnumSource(names = {"KNATIVE_PROD", "KUBERNETES_PROD"})
  void whoChecksTokensOfAnIssuerOutsideReachesIt(Overlay production)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(Overlay.kustomize().isPresent(), "nothing renders overlays here");
    Path overlay = Files.createDirectories(folder.resolve("issuer-" + production));
    Files.writeString(
        overlay.resolve("kustomization.yaml"),
        """
        resources: [../%s]
        components: [../cluster/issuer]
        """
            .formatted(production.path()));

    List<JsonNode> manifests = Overlay.render(Overlay.kustomize().get(), overlay);

    assertThat(new Rules(manifests, true).broken()).isEmpty();
    new Manifests(manifests).remove("NetworkPolicy", "services-to-issuer");
    assertThat(new Rules(manifests, true).broken())
        .anyMatch(each -> each.endsWith(" gateway: cannot reach LOKET_OIDC_ISSUER"))
        .anyMatch(each -> each.endsWith(" database: cannot reach LOKET_OIDC_ISSUER"));
  }

  /**
   * Knative's own gateway hides who calls, so there only its address inside the cluster is left.
   */
  @Test
  void theStagingDatabaseIsForTheStagingMachineAndWhoExportsAPersonsData() {
    Set<String> callers =
        rendered(Overlay.KUBERNETES_PROD).stream()
            .filter(each -> each.path("kind").asText().equals("NetworkPolicy"))
            .filter(
                each ->
                    each.at("/spec/podSelector/matchLabels").path(NAME).asText().equals("database"))
            .flatMap(each -> Workload.items(each.at("/spec/ingress")))
            .flatMap(rule -> Workload.items(rule.path("from")))
            .flatMap(peer -> Workload.items(peer.at("/podSelector/matchExpressions/0/values")))
            .map(JsonNode::asText)
            .collect(Collectors.toSet());
    JsonNode onKnative = new Manifests(rendered(Overlay.KNATIVE_PROD)).named("Service", "database");

    assertThat(callers).containsExactlyInAnyOrder("client-app", "gateway", "collector");
    assertThat(onKnative.at("/metadata/labels/networking.knative.dev~1visibility").asText())
        .isEqualTo("cluster-local");
  }

  /** Its sample users' passwords are known to everybody. */
  @ParameterizedTest
  @EnumSource(names = {"KNATIVE_DEV", "KUBERNETES_DEV"})
  void aClusterOfDevelopersIsNotReachedFromOutside(Overlay development) {
    List<JsonNode> manifests = new ArrayList<>();
    rendered(development).forEach(each -> manifests.add(each.deepCopy()));
    JsonNode gateway = new Manifests(manifests).named("Service", "gateway");

    ((ObjectNode) gateway.path("spec")).put("type", "LoadBalancer");

    assertThat(new Rules(manifests, false).broken()).contains("gateway: has a public name");
  }

  /** A check that never fails proves nothing: each of these must be found. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsFound(String expected, Consumer<Manifests> mistake) {
    List<JsonNode> manifests = new ArrayList<>();
    rendered(Overlay.KNATIVE_PROD).forEach(each -> manifests.add(each.deepCopy()));

    mistake.accept(new Manifests(manifests));

    assertThat(
            Stream.concat(
                new Rules(manifests, true).broken().stream(),
                manifests.stream().flatMap(each -> schemas.problem(each).stream())))
        .anySatisfy(broken -> assertThat(broken).contains(expected));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("moves", it -> it.container().put("image", "loket/ticket-app:latest")),
        mistake("has no tag", it -> it.container().put("image", "loket/ticket-app")),
        mistake("/limits/memory", it -> it.object("resources/limits").remove("memory")),
        mistake("/requests/cpu", it -> it.object("resources/requests").remove("cpu")),
        mistake("run as root", it -> it.object("securityContext").remove("runAsNonRoot")),
        mistake("not root", it -> it.object("securityContext").put("runAsUser", 0)),
        mistake("writable", it -> it.object("securityContext").remove("readOnlyRootFilesystem")),
        mistake("capabilities", it -> it.object("securityContext").remove("capabilities")),
        mistake("livenessProbe", it -> it.container().remove("livenessProbe")),
        mistake("readinessProbe", it -> it.object("readinessProbe/httpGet").put("path", "/")),
        mistake("tells LOKET_DB_PASSWORD", it -> it.variable("LOKET_DB_PASSWORD", "hunter2")),
        mistake("tells LOKET_REDIS_URL", it -> it.variable("LOKET_REDIS_URL", "redis://:pw@redis")),
        mistake("in the clear", it -> it.settings("database-").put("LOKET_DB_TLS", "disable")),
        mistake(
            "RabbitMQ in the clear",
            it -> it.settings("loket-").put("LOKET_RABBITMQ_TLS", "disable")),
        mistake(
            "Cassandra in the clear",
            it -> it.settings("payment-app-").remove("LOKET_CASSANDRA_TLS")),
        mistake("no mesh is said to", it -> it.settings("loket-").put("LOKET_TLS", "required")),
        mistake("nobody has to encrypt", it -> it.settings("loket-").put("LOKET_TLS", "off")),
        mistake("secret servers-ca is", it -> it.remove("ExternalSecret", "servers-ca")),
        mistake("secret postgres-ca is", it -> it.remove("ExternalSecret", "postgres-ca")),
        mistake("has its values", it -> it.secret("ticket-app")),
        mistake("secretRef ticket-app is nowhere", it -> it.remove("ExternalSecret", "ticket-app")),
        mistake(
            "for its ingress",
            it -> {
              it.remove("NetworkPolicy", "services-behind-knative");
              it.remove("NetworkPolicy", "services-seen-from-monitoring");
            }),
        mistake("denies", it -> it.remove("NetworkPolicy", "deny-all")),
        mistake("ticket-app is not deployed", it -> it.remove("Service", "ticket-app")),
        mistake("migrates its schema", it -> it.remove("Job", "ticket-app-migrate")),
        mistake("gateway is not deployed", it -> it.remove("Deployment", "gateway")),
        mistake("secret gateway-tls is nowhere", it -> it.remove("ExternalSecret", "gateway-tls")),
        mistake(
            "gateway-for-everybody is open",
            it -> it.policyPort("gateway-for-everybody").put("port", 7444)),
        mistake(
            "gateway-for-everybody is open",
            it -> it.policySelector("gateway-for-everybody").put(NAME, "database")),
        mistake(
            "ticket-app: has a public name",
            it -> it.label("networking.knative.dev/visibility", "public")),
        mistake(
            "database: has a public name",
            it -> it.label("database", "networking.knative.dev/visibility", "public")),
        mistake("way past the gateway", it -> it.domain("tickets.loket.example")),
        mistake("scaled to zero", it -> it.annotation("autoscaling.knative.dev/min-scale", "0")),
        mistake("token", it -> it.pod().remove("automountServiceAccountToken")),
        mistake("does not take hostNetwork", it -> it.pod().put("hostNetwork", true)),
        mistake("imagePullPolice", it -> it.container().put("imagePullPolice", "Always")),
        mistake("eighty", it -> it.port().put("containerPort", "eighty")));
  }

  private static Arguments mistake(String expected, Consumer<Manifests> mistake) {
    return Arguments.of(expected, mistake);
  }

  @Test
  void everyFileOfTheManifestsIsReadableWithoutKustomizeToo() throws IOException {
    Path deploy = ProjectFolder.find().resolve("deploy");
    for (String each : Overlay.FOLDERS) {
      try (Stream<Path> files = Files.walk(deploy.resolve(each))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
          assertThat(Overlay.parse(Files.readString(file))).as(file.toString()).isNotEmpty();
        }
      }
    }
  }

  private static List<JsonNode> rendered(Overlay overlay) {
    Assumptions.assumeTrue(
        RENDERED.containsKey(overlay), "no kubectl or kustomize on this machine renders overlays");
    return RENDERED.get(overlay);
  }

  /** Rendered manifests to make mistakes in: ticket-app's Knative Service unless said otherwise. */
  private record Manifests(List<JsonNode> all) {
    ObjectNode pod() {
      return (ObjectNode) service().at("/spec/template/spec");
    }

    ObjectNode container() {
      return (ObjectNode) pod().at("/containers/0");
    }

    ObjectNode object(String path) {
      return (ObjectNode) container().at("/" + path);
    }

    ObjectNode port() {
      return (ObjectNode) container().at("/ports/0");
    }

    void variable(String name, String value) {
      ArrayNode variables = container().withArray("/env");
      variables.addObject().put("name", name).put("value", value);
    }

    void annotation(String name, String value) {
      ((ObjectNode) service().at("/spec/template/metadata/annotations")).put(name, value);
    }

    void label(String name, String value) {
      label("ticket-app", name, value);
    }

    void label(String service, String name, String value) {
      ((ObjectNode) named("Service", service).at("/metadata/labels")).put(name, value);
    }

    void domain(String name) {
      ObjectNode mapping =
          container()
              .objectNode()
              .put("apiVersion", "serving.knative.dev/v1beta1")
              .put("kind", "DomainMapping");
      mapping.putObject("metadata").put("name", name);
      all.add(mapping);
    }

    void secret(String name) {
      ObjectNode secret = container().objectNode().put("apiVersion", "v1").put("kind", "Secret");
      secret.putObject("metadata").put("name", name);
      all.add(secret);
    }

    void remove(String kind, String name) {
      all.removeIf(
          each ->
              each.path("kind").asText().equals(kind)
                  && each.at("/metadata/name").asText().equals(name));
    }

    /** Those of the ConfigMap whose name begins so: a hash follows. */
    ObjectNode settings(String name) {
      return (ObjectNode)
          all.stream()
              .filter(each -> each.path("kind").asText().equals("ConfigMap"))
              .filter(each -> each.at("/metadata/name").asText().startsWith(name))
              .findFirst()
              .orElseThrow()
              .path("data");
    }

    ObjectNode policyPort(String policy) {
      return (ObjectNode) named("NetworkPolicy", policy).at("/spec/ingress/0/ports/0");
    }

    ObjectNode policySelector(String policy) {
      return (ObjectNode) named("NetworkPolicy", policy).at("/spec/podSelector/matchLabels");
    }

    private JsonNode named(String kind, String name) {
      return all.stream()
          .filter(each -> each.path("kind").asText().equals(kind))
          .filter(each -> each.at("/metadata/name").asText().equals(name))
          .findFirst()
          .orElseThrow();
    }

    private JsonNode service() {
      return all.stream()
          .filter(each -> Workload.kindOf(each).equals(Workload.KNATIVE_SERVICE))
          .filter(each -> each.at("/metadata/name").asText().equals("ticket-app"))
          .findFirst()
          .orElseThrow();
    }
  }
}
