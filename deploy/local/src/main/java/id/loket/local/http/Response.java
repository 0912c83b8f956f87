package id.loket.local.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer. */
public record Response(int status, Map<String, String> headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public static Response empty(int status) {
    return new Response(status, Map.of(), new byte[0]);
  }

  public static Response json(int status, Object value) {
    return of(status, "application/json", bytes(value));
  }

  public static Response html(String page) {
    return of(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  public static Response of(int status, String type, byte[] body) {
    return new Response(status, Map.of("Content-Type", type), body);
  }

  /** RFC 9457 problem details. */
  public static Response problem(int status, String name, String title, String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "urn:loket:problem:" + name);
    problem.put("title", title);
    problem.put("status", status);
    problem.put("detail", detail);
    return of(status, "application/problem+json", bytes(problem));
  }

  public Response with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Response(status, more, body);
  }

  private static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
