package id.loket.cluster;

import static id.loket.cluster.Workload.items;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.LoketService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every overlay must keep to, whatever else is in it. Each rule answers what breaks it. */
final class Rules {
  private static final int HTTPS = 443;
  private static final Set<String> ROUTES_FROM_OUTSIDE =
      Set.of("Ingress", "DomainMapping", "HTTPRoute", "Gateway");
  private static final Pattern TAG = Pattern.compile(".+(:[\\w.-]+|@sha256:[0-9a-f]{64})");
  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(PASSWORD|SECRET|TOKEN|PRIVATE_KEY|SERVICE_KEY|SIGNING_KEY)$");
  private static final Pattern LOGIN_IN_URL = Pattern.compile("://[^/\\s]*:[^/\\s@]+@");
  private static final Set<String> KNATIVE_POD =
      Set.of(
          "automountServiceAccountToken",
          "containerConcurrency",
          "containers",
          "enableServiceLinks",
          "serviceAccountName",
          "timeoutSeconds",
          "volumes");
  private static final Set<String> KNATIVE_CONTAINER =
      Set.of(
          "args",
          "command",
          "env",
          "envFrom",
          "image",
          "livenessProbe",
          "name",
          "ports",
          "readinessProbe",
          "resources",
          "securityContext",
          "startupProbe",
          "volumeMounts");

  /** Neither jobs nor consumers, and nothing kept between requests. */
  private static final Set<LoketService> ONLY_ANSWERS = Set.of(LoketService.COLLECTOR);

  private final List<JsonNode> manifests;
  private final boolean production;

  Rules(List<JsonNode> manifests, boolean production) {
    this.manifests = manifests;
    this.production = production;
  }

  /** Everything that breaks a rule, one sentence each. */
  List<String> broken() {
    return Stream.of(
            services(),
            containers(this::image),
            containers(this::resources),
            containers(this::securityContext),
            identities(),
            probes(),
            settings(),
            secretsInTheClear(),
            databasesInTheClear(),
            serversInTheClear(),
            references(),
            migrations(),
            network(),
            issuer(),
            publicNames(),
            knative())
        .flatMap(Function.identity())
        .toList();
  }

  /**
   * What the world reaches: gateway and apk-ota, which are made for it, and on a development
   * cluster with its known passwords nothing.
   */
  private Stream<String> publicNames() {
    Stream<String> routes =
        manifests.stream()
            .filter(each -> ROUTES_FROM_OUTSIDE.contains(each.path("kind").asText()))
            .map(
                each -> each.path("kind").asText() + " " + name(each) + ": a way past the gateway");
    Stream<String> services =
        manifests.stream()
            .filter(each -> each.path("kind").asText().equals("Service"))
            .filter(each -> isReachedFromOutside(each) && !mayBeReachedFromOutside(each))
            .map(each -> name(each) + ": has a public name");
    return Stream.concat(routes, services);
  }

  private static boolean isReachedFromOutside(JsonNode service) {
    if (Workload.kindOf(service).equals(Workload.KNATIVE_SERVICE)) {
      return !service
          .at("/metadata/labels/networking.knative.dev~1visibility")
          .asText()
          .equals("cluster-local");
    }
    return List.of("LoadBalancer", "NodePort").contains(service.at("/spec/type").asText())
        || service.path("spec").has("externalIPs");
  }

  private boolean mayBeReachedFromOutside(JsonNode service) {
    return production
        && Stream.of(LoketService.values())
            .filter(LoketService::isPublic)
            .anyMatch(each -> each.title().equals(name(service)));
  }

  private static String name(JsonNode manifest) {
    return manifest.at("/metadata/name").asText();
  }

  private Stream<String> services() {
    Set<String> there =
        workloads()
            .filter(Workload::isService)
            .map(each -> each.manifest().at("/metadata/name").asText())
            .collect(Collectors.toSet());
    return Stream.of(LoketService.values())
        .map(LoketService::title)
        .filter(title -> !there.contains(title))
        .map(title -> title + " is not deployed");
  }

  // --- containers

  private Stream<String> image(JsonNode container) {
    String image = container.path("image").asText();
    if (!TAG.matcher(image).matches()) {
      return Stream.of("image " + image + " has no tag");
    }
    return image.endsWith(":latest") ? Stream.of("image " + image + " moves") : Stream.empty();
  }

  private Stream<String> resources(JsonNode container) {
    return Stream.of("/requests/cpu", "/requests/memory", "/limits/cpu", "/limits/memory")
        .filter(each -> container.path("resources").at(each).isMissingNode())
        .map(each -> "no resources" + each);
  }

  private Stream<String> securityContext(JsonNode container) {
    JsonNode context = container.path("securityContext");
    return Stream.of(
            unless(context.path("runAsNonRoot").asBoolean(), "may run as root"),
            unless(context.path("runAsUser").asInt() > 0, "no user that is not root"),
            unless(context.path("readOnlyRootFilesystem").asBoolean(), "root is writable"),
            unless(
                context.has("allowPrivilegeEscalation")
                    && !context.path("allowPrivilegeEscalation").asBoolean(),
                "may gain privileges"),
            unless(
                context.at("/capabilities/drop/0").asText().equals("ALL")
                    && context.at("/capabilities/add").isMissingNode(),
                "keeps capabilities"),
            unless(
                context.at("/seccompProfile/type").asText().equals("RuntimeDefault"),
                "no seccomp profile"))
        .flatMap(Function.identity());
  }

  private Stream<String> containers(Function<JsonNode, Stream<String>> rule) {
    return workloads()
        .flatMap(
            workload ->
                workload
                    .containers()
                    .flatMap(
                        container ->
                            rule.apply(container)
                                .map(
                                    broken ->
                                        workload.name()
                                            + ", container "
                                            + container.path("name").asText()
                                            + ": "
                                            + broken)));
  }

  // --- pods

  private Stream<String> identities() {
    Map<String, JsonNode> accounts = named("v1/ServiceAccount");
    return workloads()
        .flatMap(
            workload -> {
              String account = workload.pod().path("serviceAccountName").asText();
              return Stream.of(
                      unless(accounts.containsKey(account), "no service account of its own"),
                      unless(
                          refusesToken(workload.pod())
                              && refusesToken(accounts.getOrDefault(account, workload.manifest())),
                          "is given a token for the Kubernetes API"))
                  .flatMap(Function.identity())
                  .map(broken -> workload.name() + ": " + broken);
            });
  }

  private static boolean refusesToken(JsonNode node) {
    return node.has("automountServiceAccountToken")
        && !node.path("automountServiceAccountToken").asBoolean();
  }

  private Stream<String> probes() {
    Map<String, String> paths =
        Map.of(
            "startupProbe", "/q/health/started",
            "livenessProbe", "/q/health/live",
            "readinessProbe", "/q/health/ready");
    return workloads()
        .filter(Workload::isService)
        .flatMap(
            workload -> {
              JsonNode container = workload.pod().at("/containers/0");
              int port = service(workload).healthPort().documented();
              return paths.entrySet().stream()
                  .filter(
                      probe -> {
                        JsonNode get = container.path(probe.getKey()).path("httpGet");
                        return !get.path("path").asText().equals(probe.getValue())
                            || get.path("port").asInt() != port;
                      })
                  .map(
                      probe ->
                          workload.name() + ": no " + probe.getKey() + " on " + probe.getValue());
            });
  }

  private static LoketService service(Workload workload) {
    return LoketService.named(workload.manifest().at("/metadata/name").asText());
  }

  /** Services are given nothing but what is in their ConfigMaps and Secret. */
  private Stream<String> settings() {
    return workloads()
        .filter(Workload::isService)
        .filter(workload -> !value(workload, "LOKET_MIGRATE").equals(Optional.of("never")))
        .map(workload -> workload.name() + ": does not say who migrates");
  }

  private Stream<String> migrations() {
    Set<String> migrated =
        workloads()
            .filter(Workload::isMigration)
            .filter(
                job ->
                    items(job.pod().at("/containers/0/env"))
                        .anyMatch(
                            variable ->
                                variable.path("name").asText().equals("LOKET_MIGRATE")
                                    && variable.path("value").asText().equals("only")))
            .map(job -> job.pod().at("/containers/0/image").asText())
            .collect(Collectors.toSet());
    return workloads()
        .filter(Workload::isService)
        .filter(service -> service(service).hasSchema())
        .filter(service -> !migrated.contains(service.pod().at("/containers/0/image").asText()))
        .map(service -> service.name() + ": no Job migrates its schema with the same image");
  }

  // --- secrets

  private Stream<String> secretsInTheClear() {
    Stream<String> secrets =
        production
            ? named("v1/Secret").keySet().stream()
                .map(name -> "Secret " + name + " has its values in the manifests")
            : Stream.empty();
    Stream<String> settings =
        named("v1/ConfigMap").entrySet().stream()
            .flatMap(
                map ->
                    map.getValue().path("data").properties().stream()
                        .filter(entry -> tellsASecret(entry.getKey(), entry.getValue().asText()))
                        .map(entry -> "ConfigMap " + map.getKey() + " tells " + entry.getKey()));
    Stream<String> variables =
        containers(
            container ->
                items(container.path("env"))
                    .filter(
                        variable ->
                            tellsASecret(
                                variable.path("name").asText(), variable.path("value").asText()))
                    .map(variable -> "tells " + variable.path("name").asText()));
    return Stream.of(secrets, settings, variables).flatMap(Function.identity());
  }

  private static boolean tellsASecret(String name, String value) {
    return !value.isEmpty()
        && (SECRET_NAME.matcher(name).matches() || LOGIN_IN_URL.matcher(value).find());
  }

  /** In production whoever is told where PostgreSQL is checks who answers there. */
  private Stream<String> databasesInTheClear() {
    return workloads()
        .filter(workload -> production && value(workload, "LOKET_DB_URL").isPresent())
        .filter(workload -> !value(workload, "LOKET_DB_TLS").equals(Optional.of("verify-full")))
        .map(workload -> workload.name() + ": speaks to PostgreSQL in the clear");
  }

  /**
   * In production so does whoever is told where RabbitMQ or Cassandra is; what the services say to
   * each other is encrypted by themselves, or somebody has said that a mesh does it.
   */
  private Stream<String> serversInTheClear() {
    if (!production) {
      return Stream.empty();
    }
    return workloads()
        .filter(Workload::isService)
        .flatMap(
            workload ->
                Stream.of(
                        unless(
                            !service(workload).usesBroker()
                                || isVerified(workload, "LOKET_RABBITMQ_TLS"),
                            "speaks to RabbitMQ in the clear"),
                        unless(
                            value(workload, "LOKET_CASSANDRA_CONTACT_POINTS").isEmpty()
                                || isVerified(workload, "LOKET_CASSANDRA_TLS"),
                            "speaks to Cassandra in the clear"),
                        unless(
                            value(workload, "LOKET_TLS").filter("mesh"::equals).isPresent()
                                || !callsInTheClear(workload),
                            "speaks to other services in the clear, and no mesh is said to"
                                + " encrypt"),
                        unless(
                            !value(workload, "LOKET_TLS").equals(Optional.of("off")),
                            "is told that nobody has to encrypt"))
                    .flatMap(Function.identity())
                    .map(broken -> workload.name() + ": " + broken));
  }

  private boolean isVerified(Workload workload, String variable) {
    return value(workload, variable).equals(Optional.of("verify-full"))
        && value(workload, "LOKET_TLS_CA").isPresent();
  }

  private boolean callsInTheClear(Workload workload) {
    return Stream.of("CLIENT", "TICKET", "PAYMENT", "REPORT", "COLLECTOR", "DATABASE", "MEDIA")
        .map(name -> value(workload, "LOKET_" + name + "_URL").orElse(""))
        .anyMatch(url -> url.startsWith("http:"));
  }

  // --- what refers to what

  private Stream<String> references() {
    Set<String> maps = named("v1/ConfigMap").keySet();
    Set<String> secrets =
        Stream.concat(
                named("v1/Secret").keySet().stream(),
                named("external-secrets.io/v1/ExternalSecret").values().stream()
                    .map(each -> each.at("/spec/target/name").asText()))
            .collect(Collectors.toSet());
    return workloads()
        .flatMap(
            workload ->
                Stream.of(
                        missing(workload, "configMapRef", "name", maps),
                        missing(workload, "configMap", "name", maps),
                        missing(workload, "secretRef", "name", secrets),
                        missing(workload, "secretKeyRef", "name", secrets),
                        missing(workload, "secret", "secretName", secrets),
                        missingKeys(workload))
                    .flatMap(Function.identity())
                    .map(broken -> workload.name() + ": " + broken));
  }

  private Stream<String> missing(Workload workload, String kind, String field, Set<String> there) {
    return workload.pod().findValues(kind).stream()
        .map(reference -> reference.path(field).asText())
        .filter(name -> !there.contains(name))
        .map(name -> kind + " " + name + " is nowhere");
  }

  private Stream<String> missingKeys(Workload workload) {
    Map<String, JsonNode> secrets = named("v1/Secret");
    return workload.pod().findValues("secretKeyRef").stream()
        .filter(reference -> secrets.containsKey(reference.path("name").asText()))
        .filter(
            reference ->
                !secrets
                    .get(reference.path("name").asText())
                    .path("data")
                    .has(reference.path("key").asText()))
        .map(reference -> "no key " + reference.path("key").asText() + " in its secret");
  }

  /** A variable's value as the ConfigMaps of a pod give it. */
  private Optional<String> value(Workload workload, String variable) {
    Map<String, JsonNode> maps = named("v1/ConfigMap");
    return workload.pod().findValues("configMapRef").stream()
        .map(reference -> maps.get(reference.path("name").asText()))
        .filter(map -> map != null && map.path("data").has(variable))
        .map(map -> map.path("data").path(variable).asText())
        .findFirst();
  }

  // --- network

  private Stream<String> network() {
    List<JsonNode> policies = List.copyOf(named("networking.k8s.io/v1/NetworkPolicy").values());
    Stream<String> nobodyElse =
        unless(
            policies.stream()
                .anyMatch(
                    policy ->
                        policy.at("/spec/podSelector").isEmpty()
                            && policy.at("/spec/policyTypes").size() == 2
                            && !policy.path("spec").has("ingress")
                            && !policy.path("spec").has("egress")),
            "no NetworkPolicy denies what none allows");
    Stream<String> open =
        policies.stream()
            .filter(Rules::letsAnybody)
            .map(policy -> "NetworkPolicy " + policy.at("/metadata/name").asText() + " is open");
    Stream<String> forgotten =
        workloads()
            .flatMap(
                workload ->
                    (workload.manifest().path("kind").asText().equals("Job")
                            ? Stream.of("egress")
                            : workload.isService()
                                ? Stream.of("ingress", "egress")
                                : Stream.of("ingress"))
                        .filter(
                            direction ->
                                policies.stream()
                                    .noneMatch(
                                        policy ->
                                            policy.path("spec").has(direction)
                                                && !policy.at("/spec/podSelector").isEmpty()
                                                && selects(policy, workload.labels())))
                        .map(
                            direction ->
                                workload.name() + ": no NetworkPolicy for its " + direction));
    return Stream.of(nobodyElse, open, forgotten).flatMap(Function.identity());
  }

  /** Who checks the tokens of an issuer outside has to reach it. */
  private Stream<String> issuer() {
    return workloads()
        .filter(Workload::isService)
        .filter(
            workload ->
                value(workload, "LOKET_OIDC_ISSUER").filter(each -> !each.isBlank()).isPresent())
        .filter(
            workload ->
                named("networking.k8s.io/v1/NetworkPolicy").values().stream()
                    .filter(policy -> selects(policy, workload.labels()))
                    .flatMap(policy -> items(policy.at("/spec/egress")))
                    .noneMatch(Rules::leadsToTheInternet))
        .map(workload -> workload.name() + ": cannot reach LOKET_OIDC_ISSUER");
  }

  private static boolean leadsToTheInternet(JsonNode rule) {
    return items(rule.path("to")).anyMatch(peer -> peer.has("ipBlock"))
        && items(rule.path("ports")).anyMatch(port -> port.path("port").asInt() == HTTPS);
  }

  /**
   * Whether a policy has a rule without peers or ports, or one that names the whole world, which
   * only the gateway's entrance may.
   */
  private static boolean letsAnybody(JsonNode policy) {
    return Stream.of(Map.entry("ingress", "from"), Map.entry("egress", "to"))
        .anyMatch(
            direction ->
                items(policy.path("spec").path(direction.getKey()))
                    .anyMatch(
                        rule ->
                            rule.path(direction.getValue()).isEmpty()
                                || rule.path("ports").isEmpty()
                                || !isEntrance(policy, rule)
                                    && items(rule.path(direction.getValue()))
                                        .anyMatch(
                                            peer ->
                                                peer.isEmpty()
                                                    || (peer.has("ipBlock")
                                                        && peer.at("/ipBlock/except").isEmpty()))));
  }

  private static boolean isEntrance(JsonNode policy, JsonNode rule) {
    LoketService gateway = LoketService.GATEWAY;
    JsonNode name = policy.at("/spec/podSelector/matchLabels/app.kubernetes.io~1name");
    return rule.has("from")
        && name.asText().equals(gateway.title())
        && items(rule.path("ports"))
            .allMatch(port -> port.path("port").asInt() == gateway.port().documented());
  }

  private static boolean selects(JsonNode policy, Map<String, String> labels) {
    JsonNode selector = policy.at("/spec/podSelector");
    boolean equal =
        selector.path("matchLabels").properties().stream()
            .allMatch(label -> label.getValue().asText().equals(labels.get(label.getKey())));
    boolean among =
        items(selector.path("matchExpressions"))
            .allMatch(
                expression ->
                    items(expression.path("values"))
                        .anyMatch(
                            value ->
                                value
                                    .asText()
                                    .equals(labels.get(expression.path("key").asText()))));
    return equal && among;
  }

  // --- what Knative's own webhook refuses

  private Stream<String> knative() {
    return workloads()
        .filter(Workload::isKnative)
        .flatMap(
            workload -> {
              JsonNode annotations = workload.template().at("/metadata/annotations");
              return Stream.of(
                      fields(workload.pod(), KNATIVE_POD),
                      workload.containers().flatMap(each -> fields(each, KNATIVE_CONTAINER)),
                      unless(
                          annotations.path("autoscaling.knative.dev/min-scale").asInt() >= 1
                              || ONLY_ANSWERS.contains(service(workload)),
                          "has background work and may be scaled to zero"),
                      unless(
                          annotations.path("autoscaling.knative.dev/target").asInt() > 0
                              && workload.pod().path("containerConcurrency").asInt() > 0,
                          "no concurrency target"),
                      unless(
                          workload.pod().at("/containers/0/ports").size() == 1,
                          "more ports than one"))
                  .flatMap(Function.identity())
                  .map(broken -> workload.name() + ": " + broken);
            });
  }

  private static Stream<String> fields(JsonNode node, Set<String> allowed) {
    return node.properties().stream()
        .map(Map.Entry::getKey)
        .filter(field -> !allowed.contains(field))
        .map(field -> "Knative does not take " + field);
  }

  private Stream<Workload> workloads() {
    return Workload.of(manifests);
  }

  private Map<String, JsonNode> named(String kind) {
    return manifests.stream()
        .filter(each -> Workload.kindOf(each).equals(kind))
        .collect(Collectors.toMap(each -> each.at("/metadata/name").asText(), Function.identity()));
  }

  private static Stream<String> unless(boolean kept, String broken) {
    return kept ? Stream.empty() : Stream.of(broken);
  }
}
