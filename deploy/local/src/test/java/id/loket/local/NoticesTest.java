package id.loket.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import id.loket.local.visitor.Web;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The simulator of SMS and push providers takes, shows and refuses as the real ones do. */
class NoticesTest {
  private static LocalStack stack;
  private static String url;

  @BeforeAll
  static void start() {
    stack = LocalStack.start(Set.of(Server.NOTICES), Options.temporary());
    url = stack.endpoint(Server.NOTICES).url();
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void whatIsSentTwiceIsShownOnceAndAsText() {
    Object sms = Web.object("id", "1", "to", "+62 811", "text", "<b>Halo</b>");

    Web.anonymous().post(url + "/sms", sms).require(202);
    Web.anonymous().post(url + "/sms", sms).require(200);

    assertEquals(1, sentTo("%2B62%20811").size());
    String page = new String(Web.anonymous().get(url + "/").require(200).body());
    assertTrue(page.contains("&lt;b&gt;Halo"));
    assertFalse(page.contains("<b>Halo"));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Web.anonymous().post(url + "/push", Web.object("id", "2", "to", "x")).require(400);
    Web.anonymous().post(url + "/webpush/device", Web.object("a", 1)).require(400);
    Web.anonymous().put(url + "/api/simulation", Web.object("refuseWith", 418)).require(400);
  }

  @Test
  void itRefusesWhenItIsToldTo() {
    Web.anonymous().put(url + "/api/simulation", Web.object("refuseWith", 503)).require(200);
    try {
      Object push = Web.object("id", "3", "to", "somebody", "text", "Halo");
      Web.anonymous().post(url + "/push", push).require(503);
    } finally {
      Web.anonymous().put(url + "/api/simulation", Web.object("refuseWith", 0)).require(200);
    }
    assertEquals(0, sentTo("somebody").size());
  }

  private static JsonNode sentTo(String to) {
    return Web.anonymous().get(url + "/api/messages?to=" + to).require(200).json().path("items");
  }
}
