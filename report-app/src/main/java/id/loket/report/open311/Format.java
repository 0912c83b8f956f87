package id.loket.report.open311;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** The two ways an answer is written (GeoReport v2: XML always, JSON where it is asked for). */
enum Format {
  XML("text/xml; charset=utf-8") {
    @Override
    String write(String root, Tree tree) {
      StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
      element(xml, root, tree, "");
      return xml.toString();
    }
  },
  JSON("application/json; charset=utf-8") {
    @Override
    String write(String root, Tree tree) {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = FACTORY.createGenerator(text)) {
        value(json, tree);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }
  };

  private static final JsonFactory FACTORY = new JsonFactory();

  private final String mediaType;

  Format(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The format a path ends with: xml or json. */
  static Format of(String ending) {
    return ending.equals("json") ? JSON : XML;
  }

  String mediaType() {
    return mediaType;
  }

  /**
   * Writes an answer.
   *
   * @param root the outermost element in XML; JSON has none
   */
  abstract String write(String root, Tree tree);

  private static void element(StringBuilder xml, String name, Tree tree, String indent) {
    xml.append(indent).append('<').append(name);
    switch (tree) {
      case Tree.Text text when text.value() == null -> xml.append("/>\n");
      case Tree.Text text -> leaf(xml, name, text.value());
      case Tree.Plain plain -> leaf(xml, name, String.valueOf(plain.value()));
      case Tree.Many many -> {
        xml.append(">\n");
        many.items().forEach(item -> element(xml, many.each(), item, indent + "  "));
        xml.append(indent).append("</").append(name).append(">\n");
      }
      case Tree.Fields fields -> {
        xml.append(">\n");
        fields.members().forEach((each, value) -> element(xml, each, value, indent + "  "));
        xml.append(indent).append("</").append(name).append(">\n");
      }
    }
  }

  private static void leaf(StringBuilder xml, String name, String text) {
    xml.append('>');
    text.codePoints().filter(Format::isXml).forEach(each -> escaped(xml, each));
    xml.append("</").append(name).append(">\n");
  }

  private static void escaped(StringBuilder xml, int each) {
    switch (each) {
      case '<' -> xml.append("&lt;");
      case '>' -> xml.append("&gt;");
      case '&' -> xml.append("&amp;");
      case '\r' -> xml.append("&#13;");
      default -> xml.appendCodePoint(each);
    }
  }

  /** Whether XML 1.0 can carry that character at all. */
  private static boolean isXml(int each) {
    return each == '\t'
        || each == '\n'
        || each == '\r'
        || (each >= 0x20 && each <= 0xD7FF)
        || (each >= 0xE000 && each <= 0xFFFD)
        || each >= 0x10000;
  }

  private static void value(JsonGenerator json, Tree tree) throws IOException {
    switch (tree) {
      case Tree.Text text when text.value() == null -> json.writeNull();
      case Tree.Text text -> json.writeString(text.value());
      case Tree.Plain plain -> json.writeRawValue(String.valueOf(plain.value()));
      case Tree.Many many -> {
        json.writeStartArray();
        for (Tree item : many.items()) {
          value(json, item);
        }
        json.writeEndArray();
      }
      case Tree.Fields fields -> {
        json.writeStartObject();
        for (Map.Entry<String, Tree> each : fields.members().entrySet()) {
          json.writeFieldName(each.getKey());
          value(json, each.getValue());
        }
        json.writeEndObject();
      }
    }
  }
}
