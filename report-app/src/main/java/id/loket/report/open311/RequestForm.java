package id.loket.report.open311;

import id.loket.kit.problem.Problem;
import id.loket.report.place.Location;
import id.loket.report.report.Channel;
import id.loket.report.report.Contact;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.multipart.FormValue;
import org.jboss.resteasy.reactive.server.multipart.MultipartFormDataInput;

/**
 * The form a request is sent as.
 *
 * @param files what came as {@code media}
 */
record RequestForm(Map<String, List<String>> values, List<Path> files) {
  private static final String MEDIA = "media";
  private static final String MEDIA_URL = "media_url";

  static RequestForm of(Map<String, List<String>> values) {
    return new RequestForm(values, List.of());
  }

  /** Reads a form with files; several may be called media. */
  static RequestForm of(MultipartFormDataInput input) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, Collection<FormValue>> part : input.getValues().entrySet()) {
      for (FormValue value : part.getValue()) {
        if (!value.isFileItem()) {
          values.computeIfAbsent(part.getKey(), name -> new ArrayList<>()).add(value.getValue());
        } else if (part.getKey().equals(MEDIA) || part.getKey().equals(MEDIA + "[]")) {
          files.add(value.getFileItem().getFile());
        } else {
          throw Problem.invalid(part.getKey(), "field.open311.file");
        }
      }
    }
    return new RequestForm(values, files);
  }

  /** A value without the blanks around it; null when it is not there or blank. */
  String text(String name) {
    List<String> found = values.get(name);
    if (found == null || found.isEmpty() || found.getFirst() == null) {
      return null;
    }
    String text = found.getFirst().strip();
    return text.isEmpty() ? null : text;
  }

  /** Where pictures can be fetched: each address once. */
  List<String> mediaUrls() {
    return Stream.of(MEDIA_URL, MEDIA_URL + "[]")
        .flatMap(name -> values.getOrDefault(name, List.of()).stream())
        .filter(Objects::nonNull)
        .map(String::strip)
        .filter(url -> !url.isEmpty())
        .distinct()
        .toList();
  }

  /** Where it is. */
  Location location() {
    return new Location(degrees("lat"), degrees("long"), text("address_string"));
  }

  private Double degrees(String name) {
    String text = text(name);
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw Problem.invalid(name, "field.open311.degrees");
    }
  }

  /** How to reach whoever sends it; null when they do not say. */
  Contact contact() {
    String first = text("first_name");
    String last = text("last_name");
    String name = first == null ? last : last == null ? first : first + " " + last;
    return name == null && text("email") == null && text("phone") == null
        ? null
        : new Contact(name, text("email"), text("phone"));
  }

  /** How they are told of what happens: as far as they can be reached. */
  Set<Channel> channels() {
    Set<Channel> channels = EnumSet.noneOf(Channel.class);
    if (text("email") != null) {
      channels.add(Channel.MAIL);
    }
    if (text("phone") != null) {
      channels.add(Channel.SMS);
    }
    return channels;
  }
}
