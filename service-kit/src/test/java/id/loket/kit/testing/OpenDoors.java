package id.loket.kit.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import id.loket.local.LoketService;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tries every operation of a service's description with the tokens of the services it trusts. */
public final class OpenDoors {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options");
  private static final List<Integer> CLOSED = List.of(401, 403);
  private static final String ANY_ID = "00000000-0000-7000-8000-000000000000";

  private OpenDoors() {}

  /** The operations each of the trusted services gets through to, as {@code POST /path}. */
  public static Map<String, Set<String>> of(LoketService service) {
    TestTokens tokens = new TestTokens(LocalStackResource.stack());
    Map<String, Set<String>> open = new TreeMap<>();
    for (LoketService caller : service.trusts()) {
      Set<String> through = new TreeSet<>();
      String token = tokens.service(caller.title(), service.title());
      description()
          .path("paths")
          .properties()
          .forEach(
              path ->
                  path.getValue()
                      .properties()
                      .forEach(
                          operation -> {
                            String method = operation.getKey();
                            if (METHODS.contains(method)
                                && !CLOSED.contains(
                                    answer(token, method, path.getKey(), operation.getValue()))) {
                              through.add(
                                  method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
                            }
                          }));
      if (!through.isEmpty()) {
        open.put(caller.title(), through);
      }
    }
    return open;
  }

  private static int answer(String token, String method, String path, JsonNode operation) {
    RequestSpecification request =
        RestAssured.given().redirects().follow(false).header("Authorization", token);
    JsonNode types = operation.at("/requestBody/content");
    if (!types.isMissingNode()) {
      String type = types.fieldNames().next();
      request =
          type.startsWith("multipart/")
              ? request.multiPart("nothing", "nothing")
              : request
                  .config(
                      RestAssuredConfig.config()
                          .encoderConfig(
                              EncoderConfig.encoderConfig()
                                  .encodeContentTypeAs(type, ContentType.TEXT)))
                  .contentType(type)
                  .body(type.contains("json") ? "{}" : "nothing");
    }
    return request
        .request(method, path.replace("{format}", "json").replaceAll("\\{[^}]*}", ANY_ID))
        .statusCode();
  }

  private static JsonNode description() {
    try {
      return new ObjectMapper(new YAMLFactory()).readTree(Path.of("openapi.yaml").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
