package id.loket.report.open311;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class FormatTest {
  @Property(tries = 500)
  void anyTextIsReadBackFromJson(@ForAll @StringLength(max = 40) String text) throws Exception {
    String json = Format.JSON.write("root", Tree.Fields.none().with("said", text));

    assertThat(new ObjectMapper().readTree(json).path("said").asText()).isEqualTo(text);
  }

  @Property(tries = 500)
  void anyTextIsReadBackFromXmlButForWhatXmlCannotSay(@ForAll @StringLength(max = 40) String text)
      throws Exception {
    String xml = Format.XML.write("root", Tree.Fields.none().with("said", text));

    String read =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)))
            .getElementsByTagName("said")
            .item(0)
            .getTextContent();
    assertThat(read).isEqualTo(sayable(text));
  }

  @Test
  void whatIsNotThereIsEmptyInXmlAndNullInJson() {
    Tree.Fields fields =
        Tree.Fields.none()
            .with("nothing", (String) null)
            .with("number", new Tree.Plain(1.5))
            .with("many", Tree.many("one", List.of()));

    assertThat(Format.XML.write("root", fields))
        .isEqualTo(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <root>
              <nothing/>
              <number>1.5</number>
              <many>
              </many>
            </root>
            """);
    assertThat(Format.JSON.write("root", fields))
        .isEqualTo("{\"nothing\":null,\"number\":1.5,\"many\":[]}");
  }

  @Test
  void markupIsText() {
    assertThat(Format.XML.write("said", new Tree.Text("<b>&amp;</b> ]]>")))
        .contains("<said>&lt;b&gt;&amp;amp;&lt;/b&gt; ]]&gt;</said>");
  }

  private static String sayable(String text) {
    StringBuilder sayable = new StringBuilder();
    text.codePoints()
        .filter(
            each ->
                each == '\t'
                    || each == '\n'
                    || each == '\r'
                    || (each >= 0x20 && each <= 0xD7FF)
                    || (each >= 0xE000 && each <= 0xFFFD)
                    || each >= 0x10000)
        .forEach(sayable::appendCodePoint);
    return sayable.toString();
  }
}
