package id.loket.collector.login;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.collector.sync.PaymentMethod;
import id.loket.collector.sync.VisitResult;
import id.loket.collector.upstream.BatchView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Everything a device needs to work offline, but for the assignments, which a sync pulls.
 *
 * @param deviceToken what it calls with from now on
 * @param refreshToken by which it asks for another token, until it is away for 30 days
 * @param lastSequence the highest sequence the server has of it
 */
@RegisterForReflection // native: the entity of a Response, which names no type
public record LoggedIn(
    Collector collector,
    String deviceToken,
    Instant tokenExpiresAt,
    String refreshToken,
    Instant serverTime,
    long lastSequence,
    BatchView batch,
    Reference reference,
    App app) {

  /** Whom it works for. */
  public record Collector(UUID id, String name) {}

  /** The rules of what it records. */
  public record Reference(
      List<Result> results, List<PaymentMethod> methods, int pageLimit, int itemBytes) {}

  /** How a visit may end, and the members it then needs. */
  public record Result(VisitResult code, VisitResult.Named name, List<String> needs) {}

  /**
   * The latest release of the app.
   *
   * @param known false while apk-ota is away
   * @param latest as in apk-ota's {@code latest.json}, or null
   */
  public record App(boolean known, JsonNode latest) {}

  /** Without the token, for whoever logs it. */
  @Override
  public String toString() {
    return "LoggedIn[…]";
  }
}
