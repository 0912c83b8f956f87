package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What can be asked of a phone at the command line. What makes no sense is refused before anything
 * is written ({@link Misuse}).
 */
final class Commands {
  static final String HELP =
      """
      device FOLDER COMMAND ...        FOLDER is the phone's memory; made when it is not there

        login EMAIL PASSWORD [take-over]   needs the network; fetches the assignments. Again after closing
        assignments                        the ids of those to be visited
        assignment ID                      who that is and what is owed
        owed ID                            what is owed, in rupiah
        visit ID RESULT [RUPIAH METHOD RECEIPT] [promise DATE RUPIAH] [note TEXT] [PHOTO.jpg ...]
                                           recorded here; RESULT: PAID, PART_PAID, PROMISED, NOT_MET,
                                           MOVED, DISPUTED, OTHER; METHOD: CASH, TRANSFER, QRIS
        void VISIT REASON                  takes a visit back
        sync                               sends what was recorded, fetches what changed
        refusals                           what the server refused, why, and what to do
        correct VISIT RESULT ...           a refused visit anew, in the words of visit
        photos                             sends photos, going on where they broke off
        agreed                             whether the server has everything
        restore                            fetches what another phone recorded, or this one before a reset
        reset [even-unsent]                wipes what is here, unless the server lacks some of it
        close [even-refused]               closes the day, unless something refused is still to be put right
        update                             looks for a newer app, takes it if it is genuine
        status                             what is here

      Environment: LOKET_GATEWAY (https://127.0.0.1:7443), LOKET_CERTIFICATE (PEM to trust),
      LOKET_CLOCK_OFFSET (PT3H: this phone's clock is wrong by that), LOKET_APK_KEY (for update).
      Ends with 0 when all was done, 1 when it was refused, 2 when there is no network.
      """;

  private final FieldDevice device;
  private final Supplier<Updates> updates;
  private final PrintStream out;
  private final PrintStream err;

  Commands(FieldDevice device, Supplier<Updates> updates, PrintStream out, PrintStream err) {
    this.device = device;
    this.updates = updates;
    this.out = out;
    this.err = err;
  }

  /**
   * Carries a command out.
   *
   * @return the exit status
   * @throws Misuse when it makes no sense; nothing was written
   */
  int run(String command, List<String> words) throws Network.Away, Updates.NotGenuine {
    return switch (command) {
      case "login" -> login(checked(words, 2, 3, "login EMAIL PASSWORD [take-over]"));
      case "assignments" -> {
        checked(words, 0, 0, command);
        requireLogin();
        device.assignments().forEach(out::println);
        yield 0;
      }
      case "assignment" -> show(checked(words, 1, 1, "assignment ID").getFirst());
      case "owed" -> {
        JsonNode assignment = assignment(checked(words, 1, 1, "owed ID").getFirst());
        yield say(Long.toString(owed(assignment)));
      }
      case "visit" -> visit(checked(words, 2, Integer.MAX_VALUE, "visit ID RESULT ..."));
      case "correct" -> correct(checked(words, 2, Integer.MAX_VALUE, "correct VISIT RESULT ..."));
      case "void" -> voidVisit(checked(words, 2, 2, "void VISIT \"REASON\""));
      case "sync" -> {
        checked(words, 0, 0, command);
        yield sync();
      }
      case "refusals" -> {
        checked(words, 0, 0, command);
        yield refusals();
      }
      case "photos" -> {
        checked(words, 0, 0, command);
        yield photos();
      }
      case "agreed" -> {
        checked(words, 0, 0, command);
        yield device.isAgreed() ? say("yes") : fail("not yet: device FOLDER sync, then ask again");
      }
      case "restore" -> {
        checked(words, 0, 0, command);
        yield say("%d items came".formatted(device.restore()));
      }
      case "reset" ->
          device.reset(flag(words, "even-unsent"))
              ? say("wiped: log in, then restore")
              : fail("not wiped: device FOLDER sync and device FOLDER photos first");
      case "close" -> close(flag(words, "even-refused"));
      case "update" -> {
        checked(words, 0, 0, command);
        yield say(
            device.update(updates.get()) ? "now version " + device.versionCode() : "nothing newer");
      }
      case "status" -> {
        checked(words, 0, 0, command);
        yield status();
      }
      default -> throw new Misuse("there is no command " + command + ": device help lists them");
    };
  }

  private int login(List<String> words) throws Network.Away {
    boolean takeOver = flag(words.subList(2, words.size()), "take-over");
    device.login(words.get(0), words.get(1), takeOver);
    out.println("batch " + device.batch().orElseThrow());
    try {
      return sync();
    } catch (Network.Away away) {
      err.println(
          "The assignments are not here yet: device FOLDER sync when the network is better.");
      return 2;
    }
  }

  private int show(String id) {
    JsonNode assignment = assignment(id);
    JsonNode customer = assignment.path("customer");
    return say(
        "%s, %s, %s, owes IDR %,d"
            .formatted(
                assignment.path("contract").asText(),
                customer.path("name").asText(),
                customer.path("address").asText(),
                owed(assignment)));
  }

  private int visit(List<String> words) {
    requireLogin();
    assignment(words.getFirst());
    Visit visit =
        VisitWords.read(device.reference(), words.getFirst(), words.subList(1, words.size()));
    List<String> warnings = device.warnings(visit);
    out.println("visit " + device.visit(visit));
    warnings.forEach(each -> err.println("Look again: " + each));
    return 0;
  }

  private int correct(List<String> words) {
    requireLogin();
    String id = words.getFirst();
    JsonNode refused =
        device
            .refusedItem(id)
            .filter(item -> item.path("visit").isObject())
            .orElseThrow(
                () -> new Misuse(id + " is no refused visit: device FOLDER refusals lists them"));
    String assignment = refused.at("/visit/assignmentId").asText();
    Visit visit = VisitWords.read(device.reference(), assignment, words.subList(1, words.size()));
    device.correct(id, visit);
    return say("visit " + id + ", to be sent again: device FOLDER sync");
  }

  private int voidVisit(List<String> words) {
    requireLogin();
    String id = words.getFirst();
    if (!device.hasVisit(id)) {
      throw new Misuse(id + " is no visit on this phone, or was taken back already");
    }
    device.voidVisit(id, words.get(1));
    return say("noted");
  }

  private int sync() throws Network.Away {
    FieldDevice.Synced synced = device.sync();
    out.println(
        "%d refused, %d kept by the gateway, %d assignments"
            .formatted(synced.refused(), synced.forwarded(), device.assignments().size()));
    return synced.refused() == 0 ? 0 : refusals();
  }

  private int refusals() {
    Map<String, JsonNode> refusals = device.refusals();
    refusals.forEach((id, refusal) -> err.println(Advice.about(id, refusal)));
    if (refusals.isEmpty()) {
      return say("nothing is refused");
    }
    return fail("%d refused: not in the day until put right".formatted(refusals.size()));
  }

  private int photos() throws Network.Away {
    int lost = device.sendPhotos();
    return lost == 0
        ? say("all photos are there")
        : fail(
            "%d photos were refused and will be declared missing: device FOLDER sync tells it"
                .formatted(lost));
  }

  private int close(boolean evenRefused) throws Network.Away {
    requireLogin();
    if (!evenRefused && !device.refusals().isEmpty()) {
      throw new Misuse(
          "%d refused and not put right, the day would lack it: device FOLDER refusals, or close even-refused"
              .formatted(device.refusals().size()));
    }
    if (device.waiting() > 0 || device.photosWaiting() > 0) {
      throw new Misuse(
          "%d items and %d photos are not sent: device FOLDER sync and device FOLDER photos first"
              .formatted(device.waiting(), device.photosWaiting()));
    }
    return say(device.closeDay().toPrettyString());
  }

  private int status() {
    return say(
        "device %s, version %d, batch %s, %d assignments, waiting: %d items, %d photos, refused: %d"
            .formatted(
                device.id(),
                device.versionCode(),
                device.batch().orElse("none: log in"),
                device.assignments().size(),
                device.waiting(),
                device.photosWaiting(),
                device.refusals().size()));
  }

  private JsonNode assignment(String id) {
    requireLogin();
    return device
        .assignment(id)
        .orElseThrow(
            () ->
                new Misuse(
                    device.assignments().isEmpty()
                        ? "there are no assignments on this phone: device FOLDER sync fetches them"
                        : "\"%s\" is no assignment of this phone: device FOLDER assignments lists them"
                            .formatted(id)));
  }

  private static long owed(JsonNode assignment) {
    return assignment.at("/outstanding/amount").asLong();
  }

  private void requireLogin() {
    if (device.batch().isEmpty()) {
      throw Misuse.notLoggedIn();
    }
  }

  private static List<String> checked(List<String> words, int least, int most, String usage) {
    if (words.size() < least || words.size() > most) {
      throw new Misuse("write it so: device FOLDER " + usage);
    }
    return words;
  }

  /** Whether the only word there may be is there. */
  private static boolean flag(List<String> words, String name) {
    if (words.isEmpty()) {
      return false;
    }
    if (words.size() > 1 || !words.getFirst().equals(name)) {
      throw new Misuse(String.join(" ", words) + " means nothing here: nothing or " + name);
    }
    return true;
  }

  private int say(String text) {
    out.println(text);
    return 0;
  }

  private int fail(String text) {
    err.println(text);
    return 1;
  }
}
