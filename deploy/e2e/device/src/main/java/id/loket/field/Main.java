package id.loket.field;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The reference device at a command line: each call is a phone switched on over its folder, used
 * once and switched off. {@code deploy/e2e/bin/device help} lists what it can do.
 */
public final class Main {
  private static final int REFUSED = 1;
  private static final int AWAY = 2;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  Main(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /** Runs one command. */
  public static void main(String[] arguments) {
    System.exit(new Main(System.getenv(), System.out, System.err).run(List.of(arguments)));
  }

  /** Runs one command; its exit status. Whatever is wrong is told in a line. */
  int run(List<String> arguments) {
    if (arguments.isEmpty()
        || arguments.subList(0, Math.min(2, arguments.size())).contains("help")) {
      out.print(Commands.HELP);
      return 0;
    }
    try {
      if (arguments.size() == 1) {
        throw new Misuse("what is it to do? device FOLDER COMMAND ...; device help lists them");
      }
      return run(
          Path.of(arguments.getFirst()), arguments.get(1), arguments.subList(2, arguments.size()));
    } catch (Network.Away away) {
      err.println("Not now: " + away.getMessage() + "\nNothing is lost; try again later.");
      return AWAY;
    } catch (FieldDevice.Refused refused) {
      err.println("Refused: " + Advice.about(refused));
    } catch (Misuse | DeviceStore.Broken | Updates.NotGenuine wrong) {
      err.println("Refused: " + wrong.getMessage());
    }
    return REFUSED;
  }

  private int run(Path folder, String command, List<String> words)
      throws Network.Away, Updates.NotGenuine {
    Network network = new Network(gateway(), client());
    Clock clock = Clock.offset(Clock.systemUTC(), clockOffset());
    try (FieldDevice device = FieldDevice.open(made(folder), network, clock)) {
      return new Commands(device, () -> new Updates(network, key()), out, err).run(command, words);
    }
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Misuse(
          "the folder %s cannot be made: choose one you may write in".formatted(folder));
    }
  }

  private URI gateway() {
    String text = variable("LOKET_GATEWAY", "https://127.0.0.1:7443");
    if (!text.matches("https?://[^/\\s]+/?")) {
      throw new Misuse("LOKET_GATEWAY=" + text + " is no address, as https://127.0.0.1:7443 is");
    }
    return URI.create(text);
  }

  private Duration clockOffset() {
    String text = variable("LOKET_CLOCK_OFFSET", "PT0S");
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new Misuse("LOKET_CLOCK_OFFSET=" + text + " is no time, as PT3H or -PT20M is");
    }
  }

  private HttpClient client() {
    String certificate = variable("LOKET_CERTIFICATE", "");
    return certificate.isEmpty() ? Network.plain() : Network.trusting(Path.of(certificate));
  }

  private PublicKey key() {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(
              new X509EncodedKeySpec(Base64.getDecoder().decode(variable("LOKET_APK_KEY", ""))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new Misuse(
          "set LOKET_APK_KEY to the key that is in the app (base64 of an Ed25519 key)");
    }
  }

  private String variable(String name, String otherwise) {
    return environment.getOrDefault(name, otherwise);
  }
}
