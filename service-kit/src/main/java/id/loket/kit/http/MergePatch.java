package id.loket.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import id.loket.kit.problem.Problem;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import jakarta.ws.rs.BadRequestException;
import java.util.Map;
import java.util.Set;

/** Applies JSON Merge Patch documents (RFC 7396): an absent member stays, a null one is removed. */
@Singleton
public class MergePatch {
  /** The media type of such a document. */
  public static final String MEDIA_TYPE = "application/merge-patch+json";

  private final ObjectMapper json;
  private final Validator validator;

  MergePatch(ObjectMapper json, Validator validator) {
    this.json = json;
    this.validator = validator;
  }

  /**
   * What becomes of a thing once the patch is applied.
   *
   * @param current the thing as callers may change it
   * @throws Problem {@code invalid-input} when the patch is no object
   * @throws BadRequestException for unknown members or members of another type
   * @throws ConstraintViolationException when the result breaks a constraint
   */
  public <T> T apply(T current, JsonNode patch, Class<T> type) {
    if (!(patch instanceof ObjectNode changes)) {
      throw Problem.invalid("", "field.body");
    }
    ObjectNode merged = merge(json.<ObjectNode>valueToTree(current), changes);
    T result;
    try {
      result = json.treeToValue(merged, type);
    } catch (JsonProcessingException e) {
      throw new BadRequestException(e);
    }
    Set<ConstraintViolation<T>> violations = validator.validate(result);
    if (!violations.isEmpty()) {
      throw new ConstraintViolationException(violations);
    }
    return result;
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      String name = member.getKey();
      switch (member.getValue()) {
        case ObjectNode nested ->
            target.set(
                name,
                merge(
                    target.get(name) instanceof ObjectNode present ? present : target.objectNode(),
                    nested));
        case JsonNode value when value.isNull() -> target.remove(name);
        case JsonNode value -> target.set(name, value);
      }
    }
    return target;
  }
}
