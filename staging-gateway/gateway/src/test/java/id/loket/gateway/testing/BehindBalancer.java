package id.loket.gateway.testing;

import java.util.HashMap;
import java.util.Map;

/** The same servers, and a gateway behind a balancer that speaks the PROXY protocol. */
public class BehindBalancer extends Servers {
  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>(super.start());
    settings.put("LOKET_PROXY_PROTOCOL", "true");
    return settings;
  }
}
