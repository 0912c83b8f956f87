package id.loket.report.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class PlaceTest {
  @Test
  void aBoxHoldsWhatLiesWithin() {
    Area area = Area.parse("-7, 107.5, -6.8, 107.7");

    assertThat(area.contains(new Position(-6.9, 107.6))).isTrue();
    assertThat(area.contains(new Position(-6.7, 107.6))).isFalse();
    assertThat(area.contains(new Position(-6.9, 107.8))).isFalse();
    assertThat(area.bounds()).containsExactly(-7.0, 107.5, -6.8, 107.7);
  }

  @Test
  void aPolygonHoldsWhatLiesWithin() {
    Area area = Area.parse("0 0, 0 4, 4 4, 4 2, 2 2, 2 0");

    assertThat(area.contains(new Position(1, 1))).isTrue();
    assertThat(area.contains(new Position(3, 3))).isTrue();
    assertThat(area.contains(new Position(3, 1))).as("in the corner left out").isFalse();
  }

  @Test
  void nonsenseIsNoArea() {
    for (String text :
        new String[] {"", "1,2,3", "5,0,1,9", "0 0, 1 1", "a,b,c,d", "0 0, 1 x, 2 2"}) {
      assertThatThrownBy(() -> Area.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void distancesAreThoseOfTheEarth() {
    Position bandung = new Position(-6.9175, 107.6191);
    Position jakarta = new Position(-6.1754, 106.8272);

    assertThat(bandung.metresTo(jakarta)).isBetween(118_000.0, 122_000.0);
    assertThat(bandung.metresTo(bandung)).isZero();
  }

  @Property
  void theSquaresAroundAPointHoldAllThatIsNear(
      @ForAll @Scale(6) @DoubleRange(min = -60, max = 60) double lat,
      @ForAll @Scale(6) @DoubleRange(min = -170, max = 170) double lon,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 360) double bearing,
      @ForAll @Scale(6) @DoubleRange(min = 0, max = 499) double metres) {
    Position middle = new Position(lat, lon);
    double angle = Math.toRadians(bearing);
    Position other =
        new Position(
            lat + metres / 111_195 * Math.cos(angle),
            lon + metres / 111_195 * Math.sin(angle) / Math.cos(Math.toRadians(lat)));

    if (middle.metresTo(other) <= 500) {
      assertThat(Cells.around(middle, 500)).contains(Cells.of(other));
    }
  }

  @Property
  void aBlurredPositionSaysNothingOfTheExactOne(
      @ForAll @Scale(6) @DoubleRange(min = -80, max = 80) double lat,
      @ForAll @Scale(6) @DoubleRange(min = -170, max = 170) double lon) {
    Position exact = new Position(lat, lon);

    assertThat(exact.blurred().blurred()).isEqualTo(exact.blurred());
    assertThat(exact.metresTo(exact.blurred())).isLessThan(320);
  }
}
