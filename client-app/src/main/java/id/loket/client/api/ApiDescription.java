package id.loket.client.api;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Completes the API's description: every problem is {@code application/problem+json}, with an
 * example of the first type its description names.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final int FIRST_PROBLEM = 400;

  @Override
  public Operation filterOperation(Operation operation) {
    operation.getResponses().getAPIResponses().forEach(ApiDescription::complete);
    return operation;
  }

  private static void complete(String status, APIResponse response) {
    if (status.matches("\\d{3}")
        && Integer.parseInt(status) >= FIRST_PROBLEM
        && response.getContent() == null) {
      response.setContent(
          OASFactory.createContent()
              .addMediaType(
                  PROBLEM_JSON,
                  OASFactory.createMediaType()
                      .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))
                      .example(example(status, response.getDescription()))));
    }
  }

  private static Map<String, Object> example(String status, String description) {
    String name = description == null ? "" : description.split("[^a-z-]")[0];
    Map<String, Object> problem = new TreeMap<>();
    problem.put("type", "urn:loket:problem:" + (name.contains("-") ? name : known(status)));
    problem.put("title", title(problem.get("type").toString()));
    problem.put("status", Integer.valueOf(status));
    return problem;
  }

  private static String known(String status) {
    return switch (status) {
      case "401" -> "unauthenticated";
      case "403" -> "forbidden";
      case "412" -> "stale";
      default -> "invalid-input";
    };
  }

  private static String title(String type) {
    String words = type.substring(type.lastIndexOf(':') + 1).replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
