package id.loket.local.visitor;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Port;
import java.util.Map;

/** Where a visitor finds Loket: the services' base URLs and the inbox. */
public record Addresses(String client, String ticket, String payment, String report, String inbox) {

  /** Of a stack this program started. */
  public static Addresses of(LocalStack stack) {
    return of(stack.environment(LoketService.CLIENT_APP), stack.inboxUrl());
  }

  /** Of the lasting stack on this machine. */
  public static Addresses lasting() {
    return of(
        LocalStack.lastingEnvironment(LoketService.CLIENT_APP),
        LocalStack.lastingEndpoints()
            .inboxUrl()
            .orElse("http://127.0.0.1:" + Port.INBOX.documented()));
  }

  private static Addresses of(Map<String, String> variables, String inbox) {
    return new Addresses(
        variables.get("LOKET_CLIENT_URL"),
        variables.get("LOKET_TICKET_URL"),
        variables.get("LOKET_PAYMENT_URL"),
        variables.get("LOKET_REPORT_URL"),
        inbox);
  }
}
