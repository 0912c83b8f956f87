package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The reference device at a command line: each call is a phone switched on over its folder, used
 * once and switched off. {@code deploy/e2e/bin/device help} lists what it can do.
 */
public final class Main {
  private static final String HELP =
      """
      device FOLDER COMMAND ...        FOLDER is the phone's memory; made when it is not there

        login EMAIL PASSWORD [take-over]   needs the network; again after closing
        assignments                        the ids of those to be visited
        visit ASSIGNMENT RESULT [RUPIAH METHOD RECEIPT] [PHOTO.jpg ...]
                                           recorded here; RESULT: PAID, NOT_MET, OTHER, ...
        void VISIT REASON                  takes a visit back
        sync                               sends what was recorded, fetches what changed
        photos                             sends photos, going on where they broke off
        agreed                             whether the server has everything
        restore                            fetches what another phone recorded, or this one before a reset
        reset [even-unsent]                wipes what is here, unless the server lacks some of it
        close                              closes the day
        update                             looks for a newer app, takes it if it is genuine
        status                             what is here

      Environment: LOKET_GATEWAY (https://127.0.0.1:7443), LOKET_CERTIFICATE (PEM to trust),
      LOKET_CLOCK_OFFSET (PT3H: this phone's clock is wrong by that), LOKET_APK_KEY (for update).
      """;

  private Main() {}

  /** Runs one command. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      System.out.print(HELP);
      return;
    }
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    List<String> rest = List.of(arguments).subList(2, arguments.length);
    Network network =
        new Network(URI.create(environment("LOKET_GATEWAY", "https://127.0.0.1:7443")), client());
    Clock clock =
        Clock.offset(Clock.systemUTC(), Duration.parse(environment("LOKET_CLOCK_OFFSET", "PT0S")));
    try (FieldDevice device = FieldDevice.open(folder, network, clock)) {
      System.out.println(run(device, network, arguments[1], rest));
    } catch (Network.Away away) {
      System.out.println("Not now: " + away.getMessage() + "\nNothing is lost; try again later.");
      System.exit(2);
    } catch (FieldDevice.Refused | Updates.NotGenuine refused) {
      System.out.println("Refused: " + refused.getMessage());
      System.exit(1);
    }
  }

  private static String run(FieldDevice device, Network network, String command, List<String> words)
      throws Network.Away, Updates.NotGenuine, IOException {
    return switch (command) {
      case "login" -> {
        device.login(words.get(0), words.get(1), words.contains("take-over"));
        yield "batch " + device.batch().orElseThrow();
      }
      case "assignments" -> String.join("\n", device.assignments());
      case "visit" -> "visit " + device.visit(visit(words));
      case "void" -> {
        device.voidVisit(words.get(0), words.get(1));
        yield "noted";
      }
      case "sync" -> {
        FieldDevice.Synced synced = device.sync();
        yield "%d refused, %d kept by the gateway, %d assignments"
            .formatted(synced.refused(), synced.forwarded(), device.assignments().size());
      }
      case "photos" -> {
        device.sendPhotos();
        yield "all photos are there";
      }
      case "agreed" -> device.isAgreed() ? "yes" : "not yet: sync, then ask again";
      case "restore" -> "%d items came".formatted(device.restore());
      case "reset" ->
          device.reset(words.contains("even-unsent"))
              ? "wiped: log in, then restore"
              : "not wiped: sync and send photos first";
      case "close" -> {
        JsonNode sealed = device.closeDay();
        yield sealed.toPrettyString();
      }
      case "update" ->
          device.update(new Updates(network, key()))
              ? "now version " + device.versionCode()
              : "nothing newer";
      case "status" ->
          "device %s, version %d, batch %s, %d assignments, waiting: %d items, %d photos"
              .formatted(
                  device.id(),
                  device.versionCode(),
                  device.batch().orElse("none: log in"),
                  device.assignments().size(),
                  device.waiting(),
                  device.photosWaiting());
      default -> HELP;
    };
  }

  private static Visit visit(List<String> words) throws IOException {
    List<byte[]> photos = new ArrayList<>();
    List<String> money = new ArrayList<>();
    for (String word : words.subList(2, words.size())) {
      if (word.matches("(?i).*\\.(jpe?g|png)")) {
        photos.add(Files.readAllBytes(Path.of(word)));
      } else {
        money.add(word);
      }
    }
    Visit.Receipt receipt =
        money.size() < 3
            ? null
            : new Visit.Receipt(money.get(2), Long.parseLong(money.get(0)), money.get(1));
    String note = words.get(1).equals("OTHER") ? "dicatat lewat baris perintah" : null;
    return new Visit(
        words.get(0), words.get(1), note, receipt, null, -6.917464, 107.619123, photos);
  }

  private static HttpClient client() {
    String certificate = environment("LOKET_CERTIFICATE", "");
    return certificate.isEmpty() ? Network.plain() : Network.trusting(Path.of(certificate));
  }

  private static PublicKey key() {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(
              new X509EncodedKeySpec(Base64.getDecoder().decode(environment("LOKET_APK_KEY", ""))));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("set LOKET_APK_KEY to the key that is in the app", e);
    }
  }

  private static String environment(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }
}
