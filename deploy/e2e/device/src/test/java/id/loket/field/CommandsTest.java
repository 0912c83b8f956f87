package id.loket.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The device as it is typed: what makes no sense is refused in a line before anything is written,
 * what the server refuses is shown with what to do, and what looks wrong is said.
 */
class CommandsTest {
  private static final String HOUSE = "01a1f000-0000-7000-8000-00000000000a";
  private static final String OTHER_HOUSE = "01a1f000-0000-7000-8000-00000000000b";
  private static final Pattern VISIT = Pattern.compile("visit (\\S+)");

  @TempDir Path folder;
  private Staging staging;

  @BeforeEach
  void open() throws IOException {
    staging = new Staging();
  }

  @AfterEach
  void close() {
    staging.close();
  }

  @Test
  void theAssignmentsAreThereAfterTheLogin() {
    ok("login", "collector@loket.test", "rahasia");

    assertThat(ok("assignments").lines()).containsExactly(HOUSE, OTHER_HOUSE);
    assertThat(ok("owed", HOUSE)).isEqualTo("275000\n");
    assertThat(ok("assignment", HOUSE)).contains("KTR-00017", "Siti Rahma", "IDR 275,000");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PAID 150000 CASH KW-1             | is no assignment of this phone",
        "nobody PAID 150000 CASH KW-1      | is no assignment of this phone",
        "HOUSE LUNAS 150000 CASH KW-1      | LUNAS is no result of a visit: one of DISPUTED",
        "HOUSE PAID 150000 TUNAI KW-1      | TUNAI is no way to pay: one of CASH",
        "HOUSE PAID                        | PAID comes with a receipt",
        "HOUSE PAID 150.000 CASH KW-1      | 150.000 is no amount",
        "HOUSE PAID 0 CASH KW-1            | 0 is no amount",
        "HOUSE PAID -5 CASH KW-1           | -5 is no amount",
        "HOUSE PAID 150000                 | how it was paid",
        "HOUSE PAID 150000 CASH            | the receipt's number",
        "HOUSE PART_PAID 150000 CASH KW-1  | PART_PAID comes with a promise",
        "HOUSE PROMISED promise besok 1000 | besok is no day",
        "HOUSE OTHER                       | OTHER comes with a note",
        "HOUSE NOT_MET gone                | gone means nothing here",
        "HOUSE NOT_MET gone.jpg            | cannot be read",
        "HOUSE                             | write it so: device FOLDER visit ID RESULT"
      })
  void aVisitThatMakesNoSenseIsNotWritten(String words, String said) {
    ok("login", "collector@loket.test", "rahasia");
    List<String> typed = new ArrayList<>(List.of("visit"));
    typed.addAll(List.of(words.replace("HOUSE", HOUSE).strip().split(" ")));

    assertThat(refused(typed.toArray(String[]::new))).contains(said);

    assertThat(ok("status")).contains("waiting: 0 items, 0 photos");
  }

  @Test
  void aPhotoIsWhatItIsCalled() throws IOException {
    ok("login", "collector@loket.test", "rahasia");
    Path page = Files.writeString(folder.resolve("lamp.jpg"), "<html>");

    assertThat(refused("visit", HOUSE, "NOT_MET", page.toString()))
        .contains("neither a JPEG nor a PNG");

    assertThat(ok("status")).contains("waiting: 0 items, 0 photos");
  }

  @ParameterizedTest
  @CsvSource({
    "sync",
    "assignments",
    "photos",
    "close",
    "agreed",
    "restore",
    "reset",
    "void a b",
    "visit a PAID 1 CASH K"
  })
  void beforeTheLoginOnlyThatIsAskedFor(String words) {
    assertThat(refused(words.split(" ")))
        .isEqualTo("Refused: log in first: device FOLDER login EMAIL PASSWORD\n");
  }

  @ParameterizedTest
  @CsvSource({
    "fly, there is no command fly",
    "login me, write it so: device FOLDER login EMAIL PASSWORD",
    "login me secret now, now means nothing here",
    "sync now, write it so: device FOLDER sync",
    "void nothing, write it so: device FOLDER void VISIT",
    "close quickly, quickly means nothing here"
  })
  void aWrongWordIsToldInALine(String words, String said) {
    assertThat(refused(words.split(" "))).contains(said);
    assertThat(staging.calls).isEmpty();
  }

  @Test
  void onlyVisitsOfThisPhoneAreTakenBack() {
    ok("login", "collector@loket.test", "rahasia");

    assertThat(refused("void", HOUSE, "salah")).contains("is no visit on this phone");
    ok("void", visit(HOUSE, "NOT_MET"), "salah");

    assertThat(ok("status")).contains("waiting: 2 items");
  }

  @Test
  void aRefusedItemIsShownWithWhatToDoAndKeepsTheDayOpenUntilItIsPutRight() {
    ok("login", "collector@loket.test", "rahasia");
    String visit = visit(HOUSE, "PAID", "275000", "CASH", "KW-1");
    staging.refuses = true;

    String told = refused("sync");

    assertThat(told)
        .contains(visit, "invalid-item", "visit.receipt.number is too long")
        .contains("device FOLDER correct " + visit);
    assertThat(refused("close")).contains("device FOLDER refusals");
    staging.refuses = false;
    ok("correct", visit, "PAID", "275000", "CASH", "KW-2");
    ok("sync");
    assertThat(ok("refusals")).contains("nothing is refused");
    assertThat(staging.items.get(visit).at("/visit/receipt/number").asText()).isEqualTo("KW-2");
    assertThat(staging.items.get(visit).path("sequence").asInt()).isOne();
    assertThat(ok("close")).contains("CLOSED");
  }

  @Test
  void whatIsNotSentIsNotClosed() {
    ok("login", "collector@loket.test", "rahasia");
    visit(HOUSE, "NOT_MET");

    assertThat(refused("close")).contains("1 items and 0 photos are not sent");

    assertThat(staging.calls).doesNotContain("/collector/batches/b1/close");
  }

  @Test
  void aReceiptThatWasGivenOutAlreadyIsSaid() {
    ok("login", "collector@loket.test", "rahasia");
    String first = visit(HOUSE, "PAID", "275000", "CASH", "KW-1");

    assertThat(warning("visit", OTHER_HOUSE, "PAID", "275000", "CASH", "KW-1"))
        .contains("receipt KW-1 is on visit " + first + " already");
  }

  @Test
  void aSecondVisitOfAHouseOnADayIsSaidUnlessTheFirstWasTakenBack() {
    ok("login", "collector@loket.test", "rahasia");
    String first = visit(HOUSE, "NOT_MET");
    String second = "this house was visited today already";
    assertThat(warning("visit", HOUSE, "MOVED")).contains(second, first);
    ok("void", first, "salah");
    assertThat(warning("visit", HOUSE, "DISPUTED")).contains(second).doesNotContain(first);
    assertThat(warning("visit", OTHER_HOUSE, "NOT_MET")).isEmpty();
  }

  @Test
  void aSecondVisitAfterClosingOnTheSameDayIsSaidAndTheNextDayIsAnother() {
    ok("login", "collector@loket.test", "rahasia");
    visit(HOUSE, "NOT_MET");
    ok("sync");
    ok("close");
    staging.batch("b2", "2026-11-20");
    ok("login", "collector@loket.test", "rahasia");
    assertThat(warning("visit", HOUSE, "NOT_MET")).contains("visited today already");
    ok("sync");
    ok("close");
    staging.batch("b3", "2026-11-21");
    ok("login", "collector@loket.test", "rahasia");
    assertThat(warning("visit", HOUSE, "NOT_MET")).isEmpty();
  }

  @Test
  void paidBelowWhatIsOwedIsSaid() {
    ok("login", "collector@loket.test", "rahasia");

    assertThat(warning("visit", HOUSE, "PAID", "150000", "CASH", "KW-1"))
        .contains("IDR 150,000 of IDR 275,000", "PART_PAID");
    assertThat(warning("visit", OTHER_HOUSE, "PAID", "275000", "CASH", "KW-2")).isEmpty();
  }

  @Test
  void whatTheServerRefusesIsSaidWithWhatToDo() {
    staging.boundToAnother = true;

    assertThat(refused("login", "collector@loket.test", "rahasia"))
        .contains("Samsung A15 2026-11-20", "other-device-bound", "take-over");
  }

  @Test
  void surroundingsThatCannotBeUsedAreToldInALine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run(Map.of(), file.toString(), "status"))
        .isEqualTo(
            new Ended(
                1,
                "",
                "Refused: the folder " + file + " cannot be made: choose one you may write in\n"));
    assertThat(run(Map.of("LOKET_CERTIFICATE", "nowhere.pem"), folder.toString(), "status").err())
        .startsWith("Refused: LOKET_CERTIFICATE=nowhere.pem cannot be read");
    assertThat(run(Map.of("LOKET_CLOCK_OFFSET", "later"), folder.toString(), "status").err())
        .startsWith("Refused: LOKET_CLOCK_OFFSET=later is no time");
    assertThat(run(Map.of("LOKET_GATEWAY", "here"), folder.toString(), "status").err())
        .startsWith("Refused: LOKET_GATEWAY=here is no address");
    Files.writeString(
        folder.resolve("device.sqlite"), "no database, but long enough to be looked at");
    assertThat(run(Map.of(), folder.toString(), "status").err())
        .startsWith("Refused: this phone's memory cannot be used")
        .hasLineCount(1);
  }

  private String visit(String... words) {
    List<String> typed = new ArrayList<>(List.of("visit"));
    typed.addAll(List.of(words));
    Matcher said = VISIT.matcher(ok(typed.toArray(String[]::new)));
    assertThat(said.find()).isTrue();
    return said.group(1);
  }

  private String ok(String... words) {
    Ended ended = run(words);
    assertThat(ended.status()).as(ended.toString()).isZero();
    return ended.out();
  }

  private String warning(String... words) {
    Ended ended = run(words);
    assertThat(ended.status()).as(ended.toString()).isZero();
    return ended.err();
  }

  private String refused(String... words) {
    Ended ended = run(words);
    assertThat(ended.status()).as(ended.toString()).isOne();
    assertThat(ended.err()).doesNotContain("Exception", "\tat ");
    return ended.err();
  }

  private record Ended(int status, String out, String err) {}

  private Ended run(String... words) {
    List<String> typed = new ArrayList<>(List.of(folder.resolve("phone").toString()));
    typed.addAll(List.of(words));
    return run(Map.of("LOKET_GATEWAY", staging.url()), typed.toArray(String[]::new));
  }

  private static Ended run(Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new Main(environment, new PrintStream(out, true), new PrintStream(err, true))
            .run(List.of(arguments));
    return new Ended(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The staging machine with two houses to visit. */
  private static final class Staging implements AutoCloseable {
    final Map<String, JsonNode> items = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    volatile boolean refuses;
    volatile boolean boundToAnother;
    private final HttpServer http;
    private String batch = "b1";
    private String day = "2026-11-20";

    Staging() throws IOException {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.createContext("/", this::handle);
      http.start();
    }

    String url() {
      return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    synchronized void batch(String id, String itsDay) {
      batch = id;
      day = itsDay;
    }

    @Override
    public void close() {
      http.stop(0);
    }

    private synchronized void handle(HttpExchange call) throws IOException {
      String path = call.getRequestURI().getPath();
      calls.add(path);
      try (call) {
        JsonNode asked = Network.JSON.readTree(call.getRequestBody());
        boolean refusesLogin = boundToAnother && path.equals("/collector/login");
        byte[] answer =
            (refusesLogin ? problem() : answer(path, asked))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(refusesLogin ? 409 : 200, answer.length);
        call.getResponseBody().write(answer);
      }
    }

    private static JsonNode problem() {
      return Network.JSON
          .createObjectNode()
          .put("type", "urn:loket:problem:other-device-bound")
          .put("detail", "It is the model named under model.")
          .put("model", "Samsung A15")
          .put("boundSince", "2026-11-20T01:00:00Z");
    }

    private JsonNode answer(String path, JsonNode asked) throws IOException {
      return switch (path) {
        case "/collector/login" -> loggedIn();
        case "/collector/sync" -> synced(asked.path("push"));
        default -> Network.JSON.createObjectNode().put("status", "CLOSED");
      };
    }

    private JsonNode loggedIn() throws IOException {
      ObjectNode answer = Network.JSON.createObjectNode();
      answer.put("deviceToken", "t").put("refreshToken", "r").put("lastSequence", 0);
      answer.set("batch", openBatch());
      answer.set(
          "reference",
          Network.JSON.readTree(
              """
              {"results": [{"code": "PAID", "needs": ["receipt"]},
                {"code": "PART_PAID", "needs": ["receipt", "promise"]},
                {"code": "PROMISED", "needs": ["promise"]}, {"code": "NOT_MET", "needs": []},
                {"code": "MOVED", "needs": []}, {"code": "DISPUTED", "needs": []},
                {"code": "OTHER", "needs": ["note"]}],
               "methods": ["CASH", "TRANSFER", "QRIS"]}
              """));
      return answer;
    }

    private ObjectNode openBatch() {
      return Network.JSON.createObjectNode().put("id", batch).put("day", day).put("status", "OPEN");
    }

    private JsonNode synced(JsonNode push) throws IOException {
      ObjectNode answer = Network.JSON.createObjectNode();
      var refused = answer.putObject("push").putArray("refused");
      for (JsonNode item : push) {
        if (refuses) {
          refused
              .addObject()
              .put("id", item.path("id").asText())
              .put("problem", "invalid-item")
              .putArray("errors")
              .addObject()
              .put("field", "visit.receipt.number")
              .put("detail", "is too long");
        } else {
          items.put(item.path("id").asText(), item);
        }
      }
      ObjectNode pull = answer.putObject("pull").put("full", true).put("more", false);
      var changes = pull.put("token", "p").putArray("changes");
      for (String house : List.of(HOUSE, OTHER_HOUSE)) {
        changes
            .addObject()
            .put("kind", "ASSIGNMENT")
            .put("id", house)
            .set(
                "assignment",
                Network.JSON.readTree(
                    """
                    {"contract": "KTR-00017", "outstanding": {"amount": 275000, "currency": "IDR"},
                     "customer": {"name": "Siti Rahma", "address": "Jl. Braga 1"}}
                    """));
      }
      answer.set("batch", openBatch());
      return answer;
    }
  }
}
