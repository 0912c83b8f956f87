package id.loket.ota.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Who gets a release. */
class CourseTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @Property
  void whoWasOfferedAReleaseIsOfferedItWhileTheShareGrows(
      @ForAll @LongRange(min = 1, max = 1_000_000) long version,
      @ForAll @IntRange(max = 100) int share,
      @ForAll @IntRange(max = 100) int more,
      @ForAll long device) {
    String name = new UUID(7, device).toString();
    Course before = Course.begin(Math.min(share, more), NOW, "x");
    Course after = before.to(Math.max(share, more), NOW, "x");

    if (before.reaches(version, name)) {
      assertThat(after.reaches(version, name)).isTrue();
    }
    assertThat(before.to(100, NOW, "x").reaches(version, name)).isTrue();
    assertThat(before.to(0, NOW, "x").reaches(version, name)).isFalse();
    assertThat(before.to(100, NOW, "x").halt("x", NOW, "x").reaches(version, name)).isFalse();
  }

  @Test
  void aShareIsThatShareOfDevicesAndOthersForEachRelease() {
    Course tenth = Course.begin(10, NOW, "x");
    List<String> devices =
        IntStream.range(0, 20_000).mapToObj(i -> new UUID(7, i).toString()).toList();

    List<String> first = devices.stream().filter(d -> tenth.reaches(1, d)).toList();
    List<String> second = devices.stream().filter(d -> tenth.reaches(2, d)).toList();

    assertThat(first).hasSizeBetween(1850, 2150);
    assertThat(second).hasSizeBetween(1850, 2150);
    assertThat(first.stream().filter(second::contains).count()).isBetween(120L, 280L);
  }

  @Test
  void theNewestReleaseThatReachesADeviceIsTheOneItShouldHave() {
    Catalogue catalogue =
        new Catalogue(
            List.of(
                entry(1, Course.begin(100, NOW, "x")),
                entry(3, Course.begin(0, NOW, "x")),
                entry(2, Course.begin(100, NOW, "x").halt("x", NOW, "x"))));

    assertThat(catalogue.highest()).isEqualTo(3);
    assertThat(
            catalogue.offeredTo(Optional.of("device-1"), 0).orElseThrow().release().versionCode())
        .isEqualTo(1);
    assertThat(catalogue.offeredTo(Optional.empty(), 0).orElseThrow().release().versionCode())
        .isEqualTo(1);
    assertThat(new Catalogue(List.of()).offeredTo(Optional.empty(), 0)).isEmpty();
  }

  @Test
  void aPhoneIsOfferedWhatItsAndroidCanInstall() {
    Course all = Course.begin(100, NOW, "x");
    Catalogue catalogue = new Catalogue(List.of(entry(1, all, 23), entry(2, all, 28)));

    assertThat(offered(catalogue, 23)).isEqualTo(1);
    assertThat(offered(catalogue, 28)).isEqualTo(2);
    assertThat(offered(catalogue, 0)).as("it does not say").isEqualTo(2);
    assertThat(catalogue.offeredTo(Optional.of("device-1"), 22)).isEmpty();
  }

  private static long offered(Catalogue catalogue, int sdk) {
    return catalogue.offeredTo(Optional.of("device-1"), sdk).orElseThrow().release().versionCode();
  }

  private static Catalogue.Entry entry(long version, Course course) {
    return entry(version, course, 1);
  }

  private static Catalogue.Entry entry(long version, Course course, int minSdk) {
    return new Catalogue.Entry(
        new Release("p", version, "v", 1, minSdk, "00", 1, "s", "", NOW), course);
  }
}
