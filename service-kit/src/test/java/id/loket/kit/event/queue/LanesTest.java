package id.loket.kit.event.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LanesTest {
  private record Item(String key, int number) {}

  @Test
  void aKeyThatWaitsKeepsItsOwnBehindItAndLetsTheOthersGoOn() {
    Lanes<Item> lanes = new Lanes<>(2);
    lanes.add("a", new Item("a", 1));
    lanes.add("a", new Item("a", 2));
    lanes.add("b", new Item("b", 1));
    assertThat(lanes.next(0)).isEqualTo(new Item("a", 1));

    lanes.waits("a", 0, 100);

    assertThat(lanes.next(0)).isEqualTo(new Item("b", 1));
    lanes.done("b");
    assertThat(lanes.next(99)).isNull();
    assertThat(lanes.waiting()).isEqualTo(2);
    assertThat(lanes.nextDue()).hasValue(100);
    assertThat(lanes.next(100)).isEqualTo(new Item("a", 1));
    lanes.done("a");
    assertThat(lanes.next(100)).isEqualTo(new Item("a", 2));
  }

  @Test
  void whatIsForgottenIsDroppedAndItsKeyWaitsForTheHandlingUnderWay() {
    Lanes<Item> lanes = new Lanes<>(4);
    lanes.add("a", new Item("a", 1));
    lanes.next(0);
    lanes.forget();

    lanes.add("a", new Item("a", 1)); // delivered again
    assertThat(lanes.next(0)).as("while the first handling is under way").isNull();

    lanes.ended("a");
    assertThat(lanes.next(0)).isEqualTo(new Item("a", 1));
  }

  @Test
  void aKeyThatWaitsTooLongLeavesWholeAndInOrder() {
    Lanes<Item> lanes = new Lanes<>(4);
    lanes.add("a", new Item("a", 1));
    lanes.add("a", new Item("a", 2));
    lanes.next(0);
    lanes.waits("a", 0, 10);
    lanes.next(10);
    lanes.waits("a", 20, 10);

    assertThat(lanes.leaveWaiting(59, 60)).isEmpty();
    assertThat(lanes.leaveWaiting(60, 60))
        .containsExactly(new Lanes.Left<>("a", List.of(new Item("a", 1), new Item("a", 2))));
    assertThat(lanes.next(100)).isNull();
  }

  @Test
  void atTheEndOnlyWhatIsBeingHandledStays() {
    Lanes<Item> lanes = new Lanes<>(1);
    lanes.add("a", new Item("a", 1));
    lanes.add("a", new Item("a", 2));
    lanes.add("b", new Item("b", 1));
    lanes.next(0);

    List<Item> left =
        lanes.leaveIdle().stream().flatMap(each -> each.deliveries().stream()).toList();

    assertThat(left).containsExactlyInAnyOrder(new Item("a", 2), new Item("b", 1));
    lanes.done("a");
    assertThat(lanes.next(0)).isNull();
  }

  /**
   * Whatever is delivered, waits, fails and is forgotten: in order, one at a time, nothing lost.
   */
  @Property(tries = 300)
  void everyKeyIsHandledInOrderOneAtATimeAndToItsEnd(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int atOnce) {
    Random random = new Random(seed);
    Lanes<Item> lanes = new Lanes<>(atOnce);
    Map<String, List<Integer>> handled = new HashMap<>();
    Map<String, Integer> added = new HashMap<>();
    Set<String> running = new HashSet<>();
    long now = 0;
    for (int step = 0; step < 400 || !running.isEmpty() || remains(added, handled); step++) {
      if (step < 200) {
        String key = "k" + random.nextInt(5);
        int number = added.merge(key, 1, Integer::sum);
        lanes.add(key, new Item(key, number));
      }
      Item next = lanes.next(now);
      if (next != null) {
        assertThat(running.add(next.key())).as("one at a time").isTrue();
        assertThat(running).hasSizeLessThanOrEqualTo(atOnce);
        int expected = handled.getOrDefault(next.key(), List.of()).size() + 1;
        assertThat(next.number()).as("in order").isEqualTo(expected);
      }
      if (!running.isEmpty() && random.nextBoolean()) {
        String key = List.copyOf(running).get(random.nextInt(running.size()));
        running.remove(key);
        if (random.nextInt(3) == 0) {
          lanes.waits(key, now, random.nextInt(20));
        } else {
          List<Integer> of = handled.computeIfAbsent(key, k -> new ArrayList<>());
          of.add(of.size() + 1);
          lanes.done(key);
        }
      }
      now += random.nextInt(5);
    }
    assertThat(lanes.waiting()).isZero();
  }

  private static boolean remains(Map<String, Integer> added, Map<String, List<Integer>> handled) {
    return added.entrySet().stream()
        .anyMatch(each -> handled.getOrDefault(each.getKey(), List.of()).size() < each.getValue());
  }
}
