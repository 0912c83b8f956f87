package id.loket.collector.upstream;

import id.loket.kit.auth.Caller;
import id.loket.kit.problem.Problem;
import id.loket.kit.problem.ProblemType;
import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;

/** The device that calls, and the collector it works for. */
@RequestScoped
public class DeviceCaller {
  private final Caller caller;

  DeviceCaller(Caller caller) {
    this.caller = caller;
  }

  /** The collector's id, of a device or of a user. */
  public UUID user() {
    return caller.userId().orElseThrow(() -> new Problem(ProblemType.FORBIDDEN));
  }

  /** Whether the gateway calls, for a device whose push it kept: no other service may do that. */
  public boolean isGateway() {
    return caller.isService() && caller.subject().equals("service:gateway");
  }

  /** Whether a device calls, and not a person. */
  public boolean isDevice() {
    return caller.deviceId().isPresent();
  }

  public boolean isAdmin() {
    return caller.isAdmin();
  }

  /** The device's id. */
  public UUID device() {
    return caller.deviceId().orElseThrow(() -> new Problem(ProblemType.FORBIDDEN));
  }
}
