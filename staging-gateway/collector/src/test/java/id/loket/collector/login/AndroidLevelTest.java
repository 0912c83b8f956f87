package id.loket.collector.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which releases a phone can install is told by its API level. */
class AndroidLevelTest {
  @Test
  void whatTheDeviceSaysCountsElseTheNameOfItsSystem() {
    assertThat(AndroidLevel.of(device("Android 14", 23))).contains(23);
    assertThat(AndroidLevel.of(device("Android 6.0.1", null))).contains(23);
    assertThat(AndroidLevel.of(device("Android 7.1.2", null))).contains(25);
    assertThat(AndroidLevel.of(device("android 14", null))).contains(34);
    assertThat(AndroidLevel.of(device("Android 99", null))).isEmpty();
    assertThat(AndroidLevel.of(device("Java", null))).isEmpty();
  }

  private static LogIn.Device device(String system, Integer sdk) {
    return new LogIn.Device(UUID.randomUUID(), "A15", system, 12, sdk);
  }
}
