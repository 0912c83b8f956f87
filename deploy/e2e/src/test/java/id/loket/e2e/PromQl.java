package id.loket.e2e;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of PromQL as is needed to tell which series an expression asks for. */
final class PromQl {
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern NAME =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\(|\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

  private PromQl() {}

  /**
   * One vector selector.
   *
   * @param labels those it matches by
   */
  record Selector(String metric, Set<String> labels) {}

  static List<Selector> selectors(String expression) {
    String plain = TEXT.matcher(expression).replaceAll("\"\"");
    plain = RANGE.matcher(GROUPING.matcher(plain).replaceAll(" ")).replaceAll(" ");
    List<Selector> selectors = new ArrayList<>();
    Matcher name = NAME.matcher(plain);
    while (name.find()) {
      boolean isFunction = "(".equals(name.group(2));
      boolean isPartOfNumber =
          name.start() > 0 && Character.isDigit(plain.charAt(name.start() - 1));
      String word = name.group(1);
      if (!isFunction && !isPartOfNumber && !isAggregation(plain, name.end(1), word)) {
        selectors.add(new Selector(word, labels(name.group(3))));
      }
    }
    return selectors;
  }

  private static boolean isAggregation(String plain, int end, String word) {
    return WORDS.contains(word.toLowerCase())
        || plain.substring(end).stripLeading().startsWith("(");
  }

  private static Set<String> labels(String matchers) {
    Set<String> labels = new HashSet<>();
    if (matchers != null) {
      Matcher matcher = MATCHER.matcher(matchers);
      while (matcher.find()) {
        labels.add(matcher.group(1));
      }
    }
    return labels;
  }
}
