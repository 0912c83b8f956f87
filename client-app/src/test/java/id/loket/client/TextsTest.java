package id.loket.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import id.loket.client.mail.MailKind;
import id.loket.kit.language.Language;
import id.loket.kit.language.Messages;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  @ParameterizedTest
  @ValueSource(strings = {"problems", "mails", "pages"})
  void everyTextIsThereInBothLanguages(String bundle) {
    Messages messages = Messages.of(bundle);
    assertFalse(messages.keys(Language.ENGLISH).isEmpty());
    assertEquals(messages.keys(Language.ENGLISH), messages.keys(Language.INDONESIAN));
  }

  @ParameterizedTest
  @EnumSource(MailKind.class)
  void everyKindOfMailHasItsTexts(MailKind kind) {
    Messages messages = Messages.of("mails");
    List<String> body =
        kind == MailKind.STOCK_ALERT ? List.of("empty", "low", "others") : List.of("text");
    for (String part :
        Stream.concat(Stream.of("subject", "brief", "heading"), body.stream()).toList()) {
      String key = kind.key() + "." + part;
      assertEquals(true, messages.keys(Language.ENGLISH).contains(key), key);
    }
  }

  @Test
  void apostrophesSurvive() {
    assertEquals(
        "the organiser's system did not answer",
        Messages.of("mails").text(Language.ENGLISH, "reason.organiser-unavailable"));
  }
}
