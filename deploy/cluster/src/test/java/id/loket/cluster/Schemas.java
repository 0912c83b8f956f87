package id.loket.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.knative.serving.v1beta1.DomainMapping;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says what is wrong with a manifest as its kind defines it: an unknown kind, a field that does not
 * exist there, a value of the wrong type. Works without a cluster.
 */
final class Schemas {
  private static final Map<String, Class<?>> KINDS =
      Map.ofEntries(
          Map.entry("v1/Namespace", Namespace.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Secret", Secret.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("batch/v1/Job", Job.class),
          Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("serving.knative.dev/v1/Service", io.fabric8.knative.serving.v1.Service.class),
          Map.entry("serving.knative.dev/v1beta1/DomainMapping", DomainMapping.class),
          Map.entry("external-secrets.io/v1/ExternalSecret", ExternalSecret.class));

  private final ObjectMapper strict =
      new ObjectMapper()
          .setAnnotationIntrospector(new NothingExtra())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  /** What is wrong; empty when nothing is. */
  Optional<String> problem(JsonNode manifest) {
    String kind = manifest.path("apiVersion").asText() + "/" + manifest.path("kind").asText();
    Class<?> schema = KINDS.get(kind);
    if (schema == null) {
      return Optional.of("no schema is known for " + kind);
    }
    try {
      strict.treeToValue(manifest, schema);
      return Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.of(kind + ": " + e.getOriginalMessage());
    }
  }

  /** The model classes keep fields they do not know in a map; here such a field is an error. */
  private static final class NothingExtra extends JacksonAnnotationIntrospector {
    @Override
    public Boolean hasAnySetter(Annotated method) {
      return Boolean.FALSE;
    }

    @Override
    public com.fasterxml.jackson.annotation.JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated type) {
      return com.fasterxml.jackson.annotation.JsonIgnoreProperties.Value.empty();
    }
  }

  /** The part of the External Secrets Operator's kind that is used here. */
  record ExternalSecret(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
    record Spec(
        @JsonProperty(required = true) String refreshInterval,
        @JsonProperty(required = true) StoreReference secretStoreRef,
        @JsonProperty(required = true) Target target,
        @JsonProperty(required = true) List<Source> dataFrom) {}

    record StoreReference(String kind, String name) {}

    record Target(String name, CreationPolicy creationPolicy) {}

    enum CreationPolicy {
      Owner,
      Orphan,
      Merge,
      None
    }

    record Source(Extract extract) {}

    record Extract(String key) {}
  }
}
