package id.loket.collector.sync;

import id.loket.kit.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What an item must say, and how long it may be. */
final class ItemRules {
  static final int MOST_PHOTOS = 10;
  static final int LONGEST_TEXT = 1000;
  private static final int LONGEST_NUMBER = 50;
  private static final int MOST_DECIMALS = 6;

  /** Clocks of phones are wrong, but not by centuries: PostgreSQL knows no year 300,000. */
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  /** What JSON numbers carry exactly everywhere. */
  private static final long HIGHEST_SEQUENCE = (1L << 53) - 1;

  private static final double NORTH = 90;
  private static final double EAST = 180;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final List<Fault> faults = new ArrayList<>();

  private ItemRules() {}

  /** A field and the key of the text that says how to mend it. */
  record Fault(String field, String key, Object... arguments) {}

  /** What is wrong with the item; nothing for a good one. */
  static List<Fault> faultsOf(FieldItem item) {
    ItemRules rules = new ItemRules();
    rules.check(item);
    return rules.faults;
  }

  private void check(FieldItem item) {
    require("id", item.id());
    require("batchId", item.batchId());
    require("recordedAt", item.recordedAt());
    if (item.recordedAt() != null
        && (item.recordedAt().isBefore(EARLIEST) || item.recordedAt().isAfter(LATEST))) {
      fault("recordedAt", "field.recorded-at");
    }
    if (item.sequence() == null || item.sequence() < 1 || item.sequence() > HIGHEST_SEQUENCE) {
      fault("sequence", "field.sequence");
    }
    if (item.kind() == null) {
      fault("kind", "field.required");
      return;
    }
    only("visit", item.visit(), item.kind() == FieldItem.Kind.VISIT);
    only("void", item.voiding(), item.kind() == FieldItem.Kind.VOID);
    only("position", item.position(), item.kind() == FieldItem.Kind.POSITION);
    only("photoMissing", item.photoMissing(), item.kind() == FieldItem.Kind.PHOTO_MISSING);
    if (!faults.isEmpty()) {
      return;
    }
    switch (item.kind()) {
      case VISIT -> visit(item.visit());
      case VOID -> {
        require("void.visitId", item.voiding().visitId());
        text("void.reason", item.voiding().reason(), LONGEST_TEXT, true);
      }
      case POSITION -> {
        require("position.location", item.position().location());
        location("position.location", item.position().location());
      }
      case PHOTO_MISSING -> {
        require("photoMissing.photoId", item.photoMissing().photoId());
        text("photoMissing.reason", item.photoMissing().reason(), LONGEST_TEXT, true);
      }
    }
  }

  private void visit(FieldItem.Visit visit) {
    require("visit.assignmentId", visit.assignmentId());
    text("visit.note", visit.note(), LONGEST_TEXT, false);
    location("visit.location", visit.location());
    receipt(visit.receipt());
    promise(visit.promise());
    photos(visit.photos());
    if (visit.result() == null) {
      fault("visit.result", "field.required");
      return;
    }
    for (String needed : visit.result().needs()) {
      Object given =
          switch (needed) {
            case "receipt" -> visit.receipt();
            case "promise" -> visit.promise();
            default -> visit.note();
          };
      if (given == null) {
        fault("visit." + needed, "field.needed-for-result", visit.result());
      }
    }
  }

  private void receipt(FieldItem.Receipt receipt) {
    if (receipt == null) {
      return;
    }
    text("visit.receipt.number", receipt.number(), LONGEST_NUMBER, true);
    require("visit.receipt.method", receipt.method());
    money("visit.receipt.amount", receipt.amount());
  }

  private void promise(FieldItem.Promise promise) {
    if (promise == null) {
      return;
    }
    require("visit.promise.date", promise.date());
    money("visit.promise.amount", promise.amount());
  }

  private void photos(List<FieldItem.Photo> photos) {
    if (photos == null) {
      return;
    }
    if (photos.size() > MOST_PHOTOS) {
      fault("visit.photos", "field.at-most", MOST_PHOTOS);
    }
    for (int i = 0; i < Math.min(photos.size(), MOST_PHOTOS); i++) {
      FieldItem.Photo photo = photos.get(i);
      String field = "visit.photos." + i;
      if (photo == null || photo.id() == null) {
        fault(field + ".id", "field.required");
      } else if (photo.sha256() == null || !SHA256.matcher(photo.sha256()).matches()) {
        fault(field + ".sha256", "field.sha256");
      }
    }
  }

  private void money(String field, Money money) {
    if (money == null || money.amount() == null || money.currency() == null) {
      fault(field, "field.required");
    } else if (money.amount() < 1 || money.amount() > Money.MAX_AMOUNT) {
      fault(field + ".amount", "field.amount", Money.MAX_AMOUNT);
    } else if (!money.hasKnownCurrency()) {
      fault(field + ".currency", "field.currency");
    }
  }

  private void location(String field, FieldItem.Location location) {
    if (location != null) {
      degrees(field + ".lat", location.lat(), NORTH);
      degrees(field + ".lon", location.lon(), EAST);
    }
  }

  private void degrees(String field, Double value, double most) {
    if (value == null || Math.abs(value) > most) {
      fault(field, "field.degrees", (int) most);
    } else if (BigDecimal.valueOf(value).stripTrailingZeros().scale() > MOST_DECIMALS) {
      fault(field, "field.decimals", MOST_DECIMALS);
    }
  }

  private void text(String field, String value, int longest, boolean required) {
    if (required && (value == null || value.isBlank())) {
      fault(field, "field.required");
    } else if (value != null && value.length() > longest) {
      fault(field, "field.longest", longest);
    } else if (value != null && !isWhole(value)) {
      fault(field, "field.half-character");
    }
  }

  /** Half of a pair, as of an emoji that was cut in two, is written otherwise by each platform. */
  private static boolean isWhole(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private void only(String field, Object value, boolean wanted) {
    if (wanted && value == null) {
      fault(field, "field.required");
    } else if (!wanted && value != null) {
      fault(field, "field.other-kind");
    }
  }

  private void require(String field, Object value) {
    if (value == null) {
      fault(field, "field.required");
    }
  }

  private void fault(String field, String key, Object... arguments) {
    faults.add(new Fault(field, key, arguments));
  }
}
