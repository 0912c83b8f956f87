package id.loket.kit.problem;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Describes every error response of every service as {@code application/problem+json}. The
 * response's description begins with the problem types it can be, so the first of them is the
 * example.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ProblemsInApiDescription implements OASFilter {
  private static final String SCHEMA = "Problem";
  private static final Map<String, String> NAMES_BY_STATUS =
      Map.of("400", "invalid-input", "401", "unauthenticated", "403", "forbidden");

  @Override
  public void filterOpenAPI(OpenAPI api) {
    if (api.getComponents() == null) {
      api.setComponents(OASFactory.createComponents());
    }
    api.getComponents().addSchema(SCHEMA, schema());
    if (api.getPaths() == null) {
      return;
    }
    api.getPaths().getPathItems().values().stream()
        .flatMap(path -> path.getOperations().values().stream())
        .filter(operation -> operation.getResponses() != null)
        .flatMap(operation -> operation.getResponses().getAPIResponses().entrySet().stream())
        .filter(response -> isError(response.getKey()))
        .forEach(response -> describe(response.getKey(), response.getValue()));
  }

  private static boolean isError(String status) {
    return status.startsWith("4") || status.startsWith("5");
  }

  private static void describe(String status, APIResponse response) {
    if (isPage(response)) {
      return;
    }
    if (Character.isUpperCase(response.getDescription().charAt(0))) {
      // written by the framework, which knows no problem types
      response.setDescription(NAMES_BY_STATUS.getOrDefault(status, "http-" + status));
    }
    String name = response.getDescription().split("[,: ]", 2)[0];
    Map<String, Object> example = new LinkedHashMap<>();
    example.put("type", "urn:loket:problem:" + name);
    example.put("title", name.replace('-', ' '));
    example.put("status", Integer.parseInt(status));
    response.setContent(
        OASFactory.createContent()
            .addMediaType(
                "application/problem+json",
                OASFactory.createMediaType()
                    .schema(OASFactory.createSchema().ref(SCHEMA))
                    .example(example)));
  }

  private static boolean isPage(APIResponse response) {
    return response.getContent() != null && response.getContent().hasMediaType("text/html");
  }

  private static Schema schema() {
    Schema fieldError =
        object()
            .addProperty("field", text("which field"))
            .addProperty("detail", text("what is wrong with it and how to mend it"));
    return object()
        .description("RFC 9457; members of a problem type's own may follow")
        .addProperty("type", text("urn:loket:problem:<name>, stable for ever"))
        .addProperty("title", text("in the caller's language"))
        .addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER))
        .addProperty("detail", text("what happened and what to do about it"))
        .addProperty("instance", text("the path that was asked"))
        .addProperty(
            "errors", OASFactory.createSchema().addType(Schema.SchemaType.ARRAY).items(fieldError));
  }

  private static Schema object() {
    return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT);
  }

  private static Schema text(String description) {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
  }
}
