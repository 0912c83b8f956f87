package id.loket.collector.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Understands items one by one: one that is wrong does not hold up the others. */
@Singleton
class ItemReader {
  static final int MOST_BYTES = 16_384;

  private final ObjectMapper json;

  ItemReader(ObjectMapper json) {
    this.json = json;
  }

  /** What became of an item. */
  sealed interface Read {
    /** It can be stored. */
    record Understood(FieldItem item, String canonical, String hash) implements Read {}

    /** It cannot, for these reasons. */
    record Refused(JsonNode item, List<ItemRules.Fault> faults) implements Read {}
  }

  Read read(JsonNode node) {
    if (node == null || !node.isObject()) {
      return new Read.Refused(node, List.of(new ItemRules.Fault("", "field.body")));
    }
    try {
      FieldItem item = json.treeToValue(node, FieldItem.class);
      List<ItemRules.Fault> faults = ItemRules.faultsOf(item);
      if (!faults.isEmpty()) {
        return new Read.Refused(node, faults);
      }
      String canonical = Canonical.text(node);
      return canonical.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
          ? new Read.Refused(node, List.of(new ItemRules.Fault("", "field.item-bytes", MOST_BYTES)))
          : new Read.Understood(item, canonical, Canonical.hash(canonical));
    } catch (UnrecognizedPropertyException unknown) {
      String known =
          unknown.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      return refused(node, unknown, "field.unknown", known);
    } catch (JsonMappingException unfit) {
      return refused(node, unfit, "field.value");
    } catch (JsonProcessingException e) {
      return new Read.Refused(node, List.of(new ItemRules.Fault("", "field.value")));
    }
  }

  private static Read refused(
      JsonNode node, JsonMappingException e, String key, Object... arguments) {
    String field =
        e.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null
                        ? String.valueOf(step.getIndex())
                        : step.getFieldName())
            .collect(Collectors.joining("."));
    return new Read.Refused(node, List.of(new ItemRules.Fault(field, key, arguments)));
  }
}
