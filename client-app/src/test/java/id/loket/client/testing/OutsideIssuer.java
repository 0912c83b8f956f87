package id.loket.client.testing;

import id.loket.kit.testing.TestIssuer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** An issuer outside whose tokens are accepted beside this service's own. */
public final class OutsideIssuer implements QuarkusTestResourceLifecycleManager {
  private static TestIssuer running;

  /** The one that runs for the tests. */
  public static TestIssuer running() {
    return running;
  }

  @Override
  public Map<String, String> start() {
    running = new TestIssuer();
    return Map.of(
        "loket.auth.oidc.issuer",
        running.url(),
        "loket.auth.oidc.roles-claim",
        "realm_access.roles");
  }

  @Override
  public void stop() {
    running.close();
  }
}
