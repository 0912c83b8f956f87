package id.loket.kit.testing;

import id.loket.local.LocalStack;
import id.loket.local.Options;
import id.loket.local.Server;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Starts the real servers a service's tests need, on free ports, and points the service at them.
 * Arguments: {@code service} (for example {@code ticket-app}), {@code servers} (names of {@link
 * Server}, comma-separated), and any {@code LOKET_*} variable to set for the servers.
 */
public class LocalStackResource implements QuarkusTestResourceLifecycleManager {
  private static LocalStack stack;

  private Map<String, String> arguments = Map.of();

  /** The running servers, to stop, kill and ask in a test. */
  public static LocalStack stack() {
    return stack;
  }

  @Override
  public void init(Map<String, String> arguments) {
    this.arguments = arguments;
  }

  @Override
  public Map<String, String> start() {
    Set<Server> servers =
        Arrays.stream(arguments.get("servers").split(","))
            .map(String::strip)
            .map(Server::valueOf)
            .collect(Collectors.toSet());
    Options options = Options.temporary();
    for (Map.Entry<String, String> argument : arguments.entrySet()) {
      if (argument.getKey().startsWith("LOKET_")) {
        options = options.with(argument.getKey(), argument.getValue());
      }
    }
    stack = LocalStack.start(servers, options);
    Map<String, String> environment = new HashMap<>(stack.environment(arguments.get("service")));
    environment.put("LOKET_JWT_JWKS", stack.jwksFile().toUri().toString());
    // what a test says of its service, and the stack knows nothing of
    arguments.forEach(
        (name, value) -> {
          if (name.startsWith("LOKET_")) {
            environment.putIfAbsent(name, value);
          }
        });
    environment.putAll(ManagementPort.choose());
    return environment;
  }

  @Override
  public void stop() {
    if (stack != null) {
      stack.close();
    }
  }
}
