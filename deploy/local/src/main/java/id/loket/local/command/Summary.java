package id.loket.local.command;

import id.loket.local.LocalStack;
import id.loket.local.LoketService;
import id.loket.local.Port;
import id.loket.local.process.Memory;
import id.loket.local.service.LoketServices;
import java.time.Duration;
import java.util.stream.Collectors;

/** What somebody needs to know to use the stack that has just started. */
final class Summary {
  private Summary() {}

  static String of(LocalStack stack, LoketServices services, Duration took) {
    long mebibytes =
        stack.mebibytes()
            + services.mebibytes()
            + Memory.mebibytesWithoutChildren(ProcessHandle.current().pid());
    StringBuilder text = new StringBuilder();
    text.append(
        "%nLoket is ready after %.1f s and takes %,d MiB of memory in all.%n%n"
            .formatted(took.toMillis() / 1000.0, mebibytes));
    for (LoketService service : services.all().stream().sorted().toList()) {
      String url = services.url(service);
      line(
          text,
          service.title(),
          service == LoketService.GATEWAY
              ? url + "   (what is up: " + url + "/status)"
              : url + "   (API: " + services.privateUrl(service) + "/q/openapi)");
    }
    line(text, "inbox", stack.findInboxUrl().orElse("not known: mail goes to a named server"));
    line(
        text,
        "organiser",
        "http://127.0.0.1:" + stack.port(Port.ORGANISER) + "/holds   (simulation: /simulation)");
    line(text, "SMS, push", "http://127.0.0.1:" + stack.port(Port.NOTICES) + "   (what was sent)");
    line(text, "RabbitMQ", stack.rabbitManagement().url() + "   (login in secrets.properties)");
    line(
        text,
        "users",
        stack.options().isPublic()
            ? "no sample users: other machines reach this one (PUBLIC=1)"
            : "admin@loket.test, organiser@…, officer@…, collector@…, citizen@…   (password"
                + " loket-<role>-local)");
    line(
        text,
        "knobs",
        stack.knobs().entrySet().stream()
            .map(knob -> knob.getKey() + "=" + knob.getValue())
            .collect(Collectors.joining("\n              ")));
    line(text, "logs", stack.runFolder().logs().toString());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("  %-12s%s%n".formatted(name, value));
  }
}
