package id.loket.gateway.testing;

import java.util.HashMap;
import java.util.Map;

/** The same servers, and a gateway with room for very little, behind a proxy on this machine. */
public class Tight extends Servers {
  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>(super.start());
    settings.put("LOKET_GATEWAY_LOOPS", "1");
    settings.put("LOKET_TRUSTED_PROXIES", "127.0.0.0/8");
    settings.put("loket.gateway.connections-behind", "2");
    settings.put("loket.gateway.wait-time", "500ms");
    settings.put("loket.gateway.most-at-once-per-address", "2");
    settings.put("loket.gateway.most-at-once-per-user", "2");
    settings.put("loket.gateway.most-streams", "3");
    settings.put("loket.gateway.most-streams-each", "1");
    settings.put("loket.gateway.slow-body-time", "1s");
    return settings;
  }
}
