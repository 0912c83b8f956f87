package id.loket.collector.login;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/** What a device goes on with. */
@RegisterForReflection // native: the entity of a Response, which names no type
public record RefreshedDevice(String deviceToken, Instant tokenExpiresAt, String refreshToken) {

  /** Without the tokens, for whoever logs it. */
  @Override
  public String toString() {
    return "RefreshedDevice[…]";
  }
}
