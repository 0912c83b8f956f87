package id.loket.gateway.testing;

import java.util.HashMap;
import java.util.Map;

/**
 * The same servers, and a gateway with a single connection to each service: every caller gets the
 * connection the one before has used.
 */
public class OneConnection extends Servers {
  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>(super.start());
    settings.put("LOKET_GATEWAY_LOOPS", "1");
    settings.put("loket.gateway.connections-behind", "1");
    return settings;
  }
}
