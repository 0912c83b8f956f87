package id.loket.local.visitor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who uses Loket as a stranger would: only public HTTP, and the mails they get. */
public final class Visitor {
  private static final Patience FOR_A_MAIL = Patience.of(Duration.ofSeconds(30));
  private static final Pattern VERIFICATION = Pattern.compile("/verify\\?token=([A-Za-z0-9_-]+)");
  private static final String PASSWORD = "kereta malam ke Blitar";

  private final Addresses addresses;
  private final String email;
  private final String password;
  private volatile String id;
  private volatile String accessToken;
  private volatile Web web = Web.anonymous();

  private Visitor(Addresses addresses, String email, String password) {
    this.addresses = addresses;
    this.email = email;
    this.password = password;
  }

  /** One of the sample users, signed in: admin, organiser, officer, collector, citizen. */
  public static Visitor sample(Addresses addresses, String role) {
    return new Visitor(addresses, role + "@loket.test", "loket-" + role + "-local").signIn();
  }

  /** Registers somebody new, proves the address by the mail that comes, and signs in. */
  public static Visitor register(Addresses addresses, String name, String locale) {
    String email = "tamu-" + UUID.randomUUID() + "@example.org";
    Visitor visitor = new Visitor(addresses, email, PASSWORD);
    Web.anonymous()
        .post(
            addresses.client() + "/users",
            Web.object("name", name, "email", email, "password", PASSWORD, "locale", locale))
        .require(202);
    visitor.verify();
    return visitor.signIn();
  }

  /** Signs in (again): access tokens last 15 minutes. */
  public Visitor signIn() {
    JsonNode tokens =
        Web.anonymous()
            .post(
                addresses.client() + "/sessions", Web.object("email", email, "password", password))
            .require(201)
            .json();
    id = tokens.path("userId").asText();
    accessToken = tokens.path("accessToken").asText();
    web = Web.signedIn(accessToken);
    return this;
  }

  /** The same person with the same token, at other instances of the services. */
  public Visitor at(Addresses other) {
    Visitor there = new Visitor(other, email, password);
    there.id = id;
    there.accessToken = accessToken;
    there.web = web;
    return there;
  }

  public String id() {
    return id;
  }

  public String email() {
    return email;
  }

  /** What this visitor signs in with. */
  public String password() {
    return password;
  }

  /** What client-app gave this visitor to show with each request. */
  public String accessToken() {
    return accessToken;
  }

  /** HTTP with this visitor's access token. */
  public Web web() {
    return web;
  }

  /** Asks client-app for a seat. */
  public Web.Answer book(String eventId, String seatId) {
    return book(eventId, seatId, UUID.randomUUID().toString());
  }

  /** Asks client-app for a seat; the same key asks for the same once more. */
  public Web.Answer book(String eventId, String seatId, String idempotencyKey) {
    return web.post(bookings(), Web.object("eventId", eventId, "seatId", seatId), idempotencyKey);
  }

  /** Asks client-app for several seats at once, all or none. */
  public Web.Answer bookTogether(String eventId, List<String> seatIds) {
    return web.post(bookings(), Web.object("eventId", eventId, "seatIds", seatIds));
  }

  /** Cancels some of the seats that were booked together. */
  public Web.Answer cancelSeats(String groupId, List<String> seatIds) {
    return web.post(
        bookings() + "/groups/" + groupId + "/cancellations", Web.object("seatIds", seatIds));
  }

  /** Asks a ticket-app itself for a seat, as a program of the user's may. */
  public Web.Answer bookAt(String ticketUrl, String eventId, String seatId) {
    return web.post(
        ticketUrl + "/bookings", Web.object("userId", id, "eventId", eventId, "seatId", seatId));
  }

  /** Pays an invoice; chance decides how it ends. */
  public Web.Answer pay(String invoiceNumber) {
    return Web.anonymous()
        .post(addresses.payment() + "/invoices/" + invoiceNumber + "/payments", Web.object());
  }

  /** Pays an invoice in a way that is sure to succeed, or to fail. */
  public Web.Answer pay(String invoiceNumber, boolean success) {
    return Web.anonymous()
        .post(
            addresses.payment() + "/invoices/" + invoiceNumber + "/payments",
            Web.object("method", success ? "simulated-success" : "simulated-failure"));
  }

  /** Cancels a booking or leaves the line. */
  public Web.Answer cancel(String bookingId) {
    return web.delete(bookings() + "/" + bookingId);
  }

  /** A booking and all that happened to it, as client-app shows it. */
  public Web.Answer read(String bookingId) {
    return web.get(bookings() + "/" + bookingId);
  }

  /** Everything this visitor booked, the newest first. */
  public JsonNode history() {
    return web.get(bookings() + "?limit=100").require(200).json().path("items");
  }

  /** The status the visitor's history lists for a booking. */
  public Optional<JsonNode> inHistory(String bookingId) {
    for (JsonNode each : history()) {
      if (each.path("id").asText().equals(bookingId)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Waits until the history lists the booking with one of these statuses. */
  public JsonNode awaitInHistory(String bookingId, Duration limit, String... statuses) {
    Set<String> wanted = Set.of(statuses);
    return new Patience(limit, Duration.ofMillis(100))
        .until(
            "booking " + bookingId + " " + wanted,
            () ->
                inHistory(bookingId)
                    .filter(found -> wanted.contains(found.path("status").asText())));
  }

  /**
   * The mails that reached the inbox about a booking, told by their Message-IDs.
   *
   * @param kind for example {@code BOOKING_CONFIRMED}
   */
  public List<Inbox.Mail> mails(String bookingId, String kind) {
    Set<String> ids = new HashSet<>();
    JsonNode told =
        web.get(addresses.client() + "/users/" + id + "/notifications?limit=100")
            .require(200)
            .json();
    for (JsonNode each : told.path("items")) {
      if (each.path("kind").asText().equals(kind)
          && each.path("bookingId").asText().equals(bookingId)) {
        ids.add(each.path("id").asText());
      }
    }
    return new Inbox(addresses.inbox())
        .to(email, mail -> ids.stream().anyMatch(mail.path("messageId").asText()::contains));
  }

  /** Where the PDF is at this moment: follows ticket-app's redirect to the archive. */
  public String pdfUrl(String bookingId) {
    return web.get(addresses.ticket() + "/bookings/" + bookingId + "/ticket")
        .require(303)
        .headers()
        .firstValue("Location")
        .orElseThrow();
  }

  /** The booking's PDF. */
  public byte[] pdf(String bookingId) {
    return Web.anonymous().get(pdfUrl(bookingId)).require(200).body();
  }

  private String bookings() {
    return addresses.client() + "/users/" + id + "/bookings";
  }

  private void verify() {
    Inbox inbox = new Inbox(addresses.inbox());
    String token =
        FOR_A_MAIL.until(
            "the verification mail",
            () ->
                inbox.to(email).stream()
                    .map(Visitor::tokenIn)
                    .flatMap(Optional::stream)
                    .findFirst());
    Web.anonymous()
        .post(addresses.client() + "/users/verification", Web.object("token", token))
        .require(200);
  }

  private static Optional<String> tokenIn(Inbox.Mail mail) {
    Matcher matcher = VERIFICATION.matcher(mail.text());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
