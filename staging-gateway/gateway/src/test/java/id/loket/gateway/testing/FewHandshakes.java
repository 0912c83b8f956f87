package id.loket.gateway.testing;

import java.util.HashMap;
import java.util.Map;

/** The same servers, and a gateway that makes few handshakes with one address. */
public class FewHandshakes extends Servers {
  public static final int MOST = 30;

  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>(super.start());
    settings.put("loket.limits.times", "1");
    settings.put("LOKET_GATEWAY_HANDSHAKES_PER_ADDRESS", Integer.toString(MOST));
    return settings;
  }
}
