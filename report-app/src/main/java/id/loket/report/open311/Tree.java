package id.loket.report.open311;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an answer says, before it is written as XML or JSON. */
sealed interface Tree {
  /** A text; written as an empty element in XML and as null in JSON when it is null. */
  record Text(String value) implements Tree {}

  /** A number or a truth value: unquoted in JSON. */
  record Plain(Object value) implements Tree {}

  /**
   * Things of a kind.
   *
   * @param each the element one of them is in XML; JSON has an array
   */
  record Many(String each, List<? extends Tree> items) implements Tree {}

  /** Named things in their order. */
  record Fields(Map<String, Tree> members) implements Tree {
    /** No members yet. */
    static Fields none() {
      return new Fields(new LinkedHashMap<>());
    }

    Fields with(String name, String value) {
      return with(name, new Text(value));
    }

    Fields with(String name, Tree value) {
      members.put(name, value);
      return this;
    }
  }

  /** The answer most calls give: a list in one element. */
  static Many many(String each, List<? extends Tree> items) {
    return new Many(each, new ArrayList<>(items));
  }
}
