package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The phone of a field officer, as docs/sync.md describes it. Everything is recorded in its own
 * store first and sent when there is a network; it can be killed at any instant and opened again
 * over the same folder. One thread at a time.
 */
public final class FieldDevice implements AutoCloseable {
  private static final String DEVICE = "device";
  private static final String TOKEN = "token";
  private static final String REFRESH_TOKEN = "refreshToken";
  private static final String BATCH = "batch";
  private static final String BATCH_STATUS = "batchStatus";
  private static final String DAY_OF = "dayOf:";
  private static final String REFERENCE = "reference";
  private static final String LAST_SEQUENCE = "lastSequence";
  static final String PULL_TOKEN = "pullToken";
  private static final String VERSION = "versionCode";
  static final String LAST_KEPT = "lastKeptPush";
  private static final String CLOSED = "CLOSED";

  private final DeviceStore store;
  private final Network network;
  private final Clock clock;

  private FieldDevice(DeviceStore store, Network network, Clock clock) {
    this.store = store;
    this.network = network;
    this.clock = clock;
  }

  /**
   * Switches a phone on: a new one, or one that was killed.
   *
   * @param folder its memory
   * @param clock what it believes the time to be
   */
  public static FieldDevice open(Path folder, Network network, Clock clock) {
    DeviceStore store = new DeviceStore(folder);
    if (store.fact(DEVICE).isEmpty()) {
      store.fact(DEVICE, UUID.randomUUID().toString());
      store.fact(VERSION, "1");
    }
    return new FieldDevice(store, network, clock);
  }

  /** What the server refused for good. */
  public static final class Refused extends RuntimeException {
    private final transient Network.Answer answer;

    Refused(Network.Answer answer) {
      super(answer.toString(), null, false, false);
      this.answer = answer;
    }

    public String problem() {
      return answer.problem();
    }

    public JsonNode json() {
      return answer.json();
    }
  }

  public String id() {
    return store.fact(DEVICE).orElseThrow();
  }

  /** The version of the app it runs. */
  public long versionCode() {
    return Long.parseLong(store.fact(VERSION).orElseThrow());
  }

  /** The batch it works on; empty before the first login and after closing. */
  public Optional<String> batch() {
    return store.fact(BATCH).filter(b -> !store.fact(BATCH_STATUS).equals(Optional.of(CLOSED)));
  }

  /** Whom it is to visit. */
  public List<String> assignments() {
    return store.assignments();
  }

  /** One of those, as sync tells it; empty for one this phone does not have. */
  public Optional<JsonNode> assignment(String id) {
    return store.assignment(id);
  }

  /** The words its visits are told in. */
  Reference reference() {
    return Reference.of(
        store.fact(REFERENCE).map(DeviceStore::json).orElse(MissingNode.getInstance()));
  }

  /** What the server refused and nobody has put right: why, by the item's id. */
  public Map<String, JsonNode> refusals() {
    return store.refusals();
  }

  /** What was recorded and refused, as it was sent. */
  Optional<JsonNode> refusedItem(String itemId) {
    return Optional.of(itemId).filter(refusals()::containsKey).flatMap(store::item);
  }

  /** Whether a visit was recorded or fetched here and counts. */
  boolean hasVisit(String visitId) {
    return store.batches().stream().anyMatch(batch -> store.visits(batch).containsKey(visitId));
  }

  /** What looks wrong with a visit that is about to be recorded. */
  List<String> warnings(Visit visit) {
    String day = store.fact(DAY_OF + openBatch()).orElse("");
    Map<String, JsonNode> all = new TreeMap<>();
    Map<String, JsonNode> ofDay = new TreeMap<>();
    for (String batch : store.batches()) {
      all.putAll(store.visits(batch));
      if (batch.equals(openBatch()) || store.fact(DAY_OF + batch).equals(Optional.of(day))) {
        ofDay.putAll(store.visits(batch));
      }
    }
    return new VisitWarnings(all, ofDay)
        .of(visit, assignment(visit.assignment()).orElse(MissingNode.getInstance()));
  }

  /** How many items nobody else is known to have. */
  public int waiting() {
    return store.waiting();
  }

  /** How many photos are still to be sent. */
  public int photosWaiting() {
    return store.photosToSend().size();
  }

  /**
   * Logs in online, the only thing that needs the network and the password.
   *
   * @throws Refused with the problem's name
   */
  public void login(String email, String password, boolean takeOver) throws Network.Away {
    ObjectNode body = Network.JSON.createObjectNode();
    body.put("email", email).put("password", password);
    body.putObject("device")
        .put("id", id())
        .put("model", "Reference")
        .put("system", "Java")
        .put("versionCode", versionCode());
    body.put("takeOver", takeOver).put("trailConsent", true);
    Network.Answer answer = post("/collector/login", body, Map.of());
    JsonNode json = require(answer, 200).json();
    store.together(
        () -> {
          remember(json.path("deviceToken"), json.path(REFRESH_TOKEN));
          store.fact(LAST_SEQUENCE, json.path(LAST_SEQUENCE).asText("0"));
          store.fact(REFERENCE, json.path(REFERENCE).toString());
          remember(json.path(BATCH));
        });
  }

  /**
   * Asks for another token without the password; if the answer is lost, the same is asked again.
   *
   * @return false when somebody has to log in
   */
  public boolean refresh() throws Network.Away {
    ObjectNode body = Network.JSON.createObjectNode();
    body.put(REFRESH_TOKEN, store.fact(REFRESH_TOKEN).orElse("")).put("device", id());
    Network.Answer answer = post("/collector/login/refresh", body, Map.of());
    if (answer.status() != 200) {
      return false;
    }
    store.together(
        () -> remember(answer.json().path("deviceToken"), answer.json().path(REFRESH_TOKEN)));
    return true;
  }

  private void remember(JsonNode token, JsonNode refreshToken) {
    store.fact(TOKEN, token.asText());
    store.fact(REFRESH_TOKEN, refreshToken.asText());
  }

  /** Records a visit, network or not; returns its id. */
  public String visit(Visit visit) {
    String id = newId();
    store.together(() -> record(id, visit));
    return id;
  }

  /**
   * Records a visit anew that the server refused: under the same id, so that it stands for the
   * refused one.
   */
  public void correct(String refusedId, Visit visit) {
    store.together(
        () -> {
          store.removeRefusal(refusedId);
          record(refusedId, visit);
        });
  }

  private void record(String visitId, Visit visit) {
    ObjectNode json = visit.json();
    String batch = openBatch();
    ArrayNode photos = Network.JSON.createArrayNode();
    for (byte[] photo : visit.photos()) {
      String id = newId();
      store.insertPhoto(id, batch, photo);
      photos
          .addObject()
          .put("id", id)
          .put("sha256", Canonical.sha256(photo))
          .put("size", photo.length);
    }
    if (!photos.isEmpty()) {
      json.set("photos", photos);
    }
    record(visitId, "VISIT", "visit", json);
  }

  /** Takes a visit back. */
  public void voidVisit(String visitId, String reason) {
    ObjectNode json = Network.JSON.createObjectNode().put("visitId", visitId);
    record(newId(), "VOID", "void", json.put("reason", reason));
  }

  /** Records where it is. */
  public void position(double lat, double lon) {
    ObjectNode json = Network.JSON.createObjectNode();
    json.putObject("location")
        .put("lat", Visit.sixDecimals(lat))
        .put("lon", Visit.sixDecimals(lon))
        .put("accuracy", 20);
    record(newId(), "POSITION", "position", json);
  }

  /**
   * Sends what was recorded and fetches what changed. After an interruption it is simply called
   * again.
   *
   * @throws Network.Away when the rest has to wait
   */
  public Synced sync() throws Network.Away {
    return new Exchange(store, this).run();
  }

  /**
   * How a sync ended.
   *
   * @param refused items the server will never take
   * @param forwarded items the gateway keeps until collector is back
   */
  public record Synced(int refused, int forwarded) {}

  /**
   * Sends photos that are still here.
   *
   * @return how many the server will not take; they are declared missing
   * @throws Network.Away when the rest has to wait; what has arrived of a photo is not sent again
   */
  public int sendPhotos() throws Network.Away {
    int lost = 0;
    PhotoUpload upload = new PhotoUpload(network, token());
    for (String id : store.photosToSend()) {
      if (upload.send(store.photo(id)) == PhotoUpload.Outcome.STORED) {
        store.state(id, DeviceStore.PhotoState.STORED);
      } else {
        losePhoto(id, "ditolak server");
        lost++;
      }
    }
    return lost;
  }

  /** A photo's bytes are gone: that is told, so that the day can be closed. */
  public void losePhoto(String photoId, String reason) {
    store.together(
        () -> {
          store.state(photoId, DeviceStore.PhotoState.LOST);
          ObjectNode json = Network.JSON.createObjectNode().put("photoId", photoId);
          record(newId(), "PHOTO_MISSING", "photoMissing", json.put("reason", reason));
        });
  }

  /**
   * Whether this phone and the server have the same for the batch: what the server turns out to
   * lack is sent with the next sync, what this phone lacks is fetched.
   */
  public boolean isAgreed() throws Network.Away {
    return agreement().isReached();
  }

  /**
   * Fetches what counts in the open batch and is not here: what another phone recorded that this
   * one replaced, what was here before a reset, what came too late for the batch before.
   *
   * @return how many items came
   */
  public int restore() throws Network.Away {
    return agreement().restore();
  }

  /**
   * Wipes everything but this phone's own name ("Reset Local Data"). The next step is a login, and
   * {@link #restore()}.
   *
   * @param evenUnsent whether what the server does not have may be lost
   * @return false when something would be lost and may not: nothing is wiped then
   */
  public boolean reset(boolean evenUnsent) throws Network.Away {
    if (!evenUnsent) {
      String batch = store.fact(BATCH).orElse("");
      Network.Answer answer =
          post("/collector/reset", Network.JSON.createObjectNode(), authorization());
      boolean isThere =
          require(answer, 200)
              .json()
              .at("/batch/digest")
              .asText()
              .equals(Canonical.digest(store.hashes(batch)));
      if (!isThere || waiting() > 0 || photosWaiting() > 0) {
        return false;
      }
    }
    store.wipe(Set.of(DEVICE, VERSION));
    return true;
  }

  private Agreement agreement() {
    return new Agreement(store, network, authorization(), openBatch());
  }

  /**
   * Closes the day: everything must be there, and both must count the same money.
   *
   * @return the sealed batch
   * @throws Refused with {@code digest-differs}, {@code receipts-differ} or {@code photos-missing}
   */
  public JsonNode closeDay() throws Network.Away {
    String batch = openBatch();
    Map<String, String> own = store.hashes(batch);
    ObjectNode body = Network.JSON.createObjectNode();
    body.put("items", own.size()).put("digest", Canonical.digest(own));
    body.set("receipts", Agreement.receipts(store, batch));
    Network.Answer answer = post("/collector/batches/" + batch + "/close", body, authorization());
    JsonNode json = require(answer, 200).json();
    store.together(
        () -> {
          store.fact(BATCH_STATUS, CLOSED);
          store.forget(PULL_TOKEN);
        });
    return json;
  }

  /** The collector's daily visit report (LKH) of a day. */
  public JsonNode dailyReport(LocalDate day) throws Network.Away {
    return get("/collector/lkh/" + day).json();
  }

  /** Money received in the open batch, by method, in rupiah. */
  public Map<String, Long> money() {
    Map<String, Long> money = new TreeMap<>();
    Agreement.receipts(store, openBatch())
        .forEach(
            receipt ->
                money.put(
                    receipt.path("method").asText(),
                    receipt.path("amount").path("amount").asLong()));
    return money;
  }

  /**
   * Looks for a newer version, as at every online login, installs it and says so.
   *
   * @return whether there was one
   */
  public boolean update(Updates updates) throws Network.Away, Updates.NotGenuine {
    Optional<Updates.Update> update = updates.find(id(), versionCode());
    if (update.isEmpty()) {
      return false;
    }
    store.fact(VERSION, Long.toString(update.get().versionCode()));
    ObjectNode ping = Network.JSON.createObjectNode();
    ping.put("versionCode", versionCode()).put("outcome", "INSTALLED");
    require(post("/apk/coll/pings", ping, authorization()), 204);
    return true;
  }

  /** The photos of the last batch that are stored elsewhere: SHA-256 by id. */
  public Map<String, String> photosSent() {
    return store.photosSent(store.fact(BATCH).orElseThrow());
  }

  /**
   * Fetches a photo back.
   *
   * @return the SHA-256 of what came
   */
  public String download(String photoId) throws Network.Away {
    return Canonical.sha256(get("/media/" + photoId).body());
  }

  @Override
  public void close() {
    store.close();
  }

  private void record(String id, String kind, String member, ObjectNode content) {
    long sequence =
        store
            .sequenceOf(id)
            .orElseGet(() -> Math.max(store.lastSequence(), lastKnownToServer()) + 1);
    ObjectNode item = Network.JSON.createObjectNode();
    item.put("id", id).put("sequence", sequence).put("batchId", openBatch());
    item.put("kind", kind).put("recordedAt", now());
    item.set(member, content);
    store.putItem(sequence, id, openBatch(), kind, item);
  }

  private long lastKnownToServer() {
    return Long.parseLong(store.fact(LAST_SEQUENCE).orElse("0"));
  }

  void remember(JsonNode batch) {
    if (batch.isObject()) {
      store.fact(BATCH, batch.path("id").asText());
      store.fact(BATCH_STATUS, batch.path("status").asText());
      store.fact(DAY_OF + batch.path("id").asText(), batch.path("day").asText());
    }
  }

  private String openBatch() {
    return batch().orElseThrow(Misuse::notLoggedIn);
  }

  private String token() {
    return store.fact(TOKEN).orElseThrow(Misuse::notLoggedIn);
  }

  Map<String, String> authorization() {
    return Map.of("Authorization", "Bearer " + token());
  }

  private Network.Answer get(String path) throws Network.Away {
    return require(network.send("GET", path, authorization(), null), 200);
  }

  Network.Answer post(String path, JsonNode body, Map<String, String> headers) throws Network.Away {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    return network.send("POST", path, all, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  static Network.Answer require(Network.Answer answer, int... expected) {
    for (int status : expected) {
      if (answer.status() == status) {
        return answer;
      }
    }
    throw new Refused(answer);
  }

  String now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  /** A UUIDv7 by this phone's clock, right or wrong. */
  private String newId() {
    long time = clock.millis() & 0xffff_ffff_ffffL;
    UUID random = UUID.randomUUID();
    long high = time << 16 | 0x7000 | random.getMostSignificantBits() & 0xfff;
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }
}
