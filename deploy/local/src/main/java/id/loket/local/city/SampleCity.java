package id.loket.local.city;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A city that exists only as reports of its damage: seasons, growing use, quiet Sundays, storms and
 * hot spots. The same seed and end make the same reports, to the last letter.
 */
public final class SampleCity {
  /** What the demonstration shows. */
  public static final long USUAL_SEED = 311;

  /** How many reports the last year has, about. */
  public static final int USUAL_PER_YEAR = 54_000;

  /** Two years before the one that is shown, so that there is a season to compare with. */
  public static final int USUAL_YEARS = 3;

  private static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");
  private static final double GROWTH_PER_YEAR = 0.15;
  private static final double MIDDLE_LAT = -6.9147;
  private static final double MIDDLE_LON = 107.6098;
  private static final double RADIUS_DEGREES = 0.085;
  private static final int HOT_SPOTS = 28;
  private static final double DAYS_PER_YEAR = 365.2425;
  private static final double[] WEIGHT_OF_HOUR = {
    1, .6, .4, .3, .5, 1.5, 4, 7, 8, 7, 6, 5, 4.5, 4.5, 5, 6, 8, 8.5, 7, 6, 5, 4, 3, 2
  };

  private final SplittableRandom random;
  private final Instant end;
  private final int perYear;
  private final List<HotSpot> hotSpots = new ArrayList<>();

  /**
   * A city.
   *
   * @param end the moment its reports are looked at: what would have happened later has not
   * @param perYear how many reports its last year has, about
   */
  public SampleCity(long seed, Instant end, int perYear) {
    this.random = new SplittableRandom(seed);
    this.end = end;
    this.perYear = perYear;
    for (int n = 0; n < HOT_SPOTS; n++) {
      hotSpots.add(hotSpot());
    }
  }

  private record HotSpot(double lat, double lon, double spread, Map<Damage, Double> weights) {}

  /** Tells the reports of so many years up to the end, oldest first day by day. */
  public void tell(int years, Consumer<SampleReport> listener) {
    LocalDate last = end.atZone(ZONE).toLocalDate();
    LocalDate first = last.minusYears(years);
    Map<Damage, Double> surprise = new EnumMap<>(Damage.class);
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      if (surprise.isEmpty() || day.getDayOfWeek() == DayOfWeek.MONDAY) {
        for (Damage damage : Damage.values()) {
          surprise.put(damage, surprise(damage.surprise));
        }
      }
      double growth =
          Math.pow(1 + GROWTH_PER_YEAR, ChronoUnit.DAYS.between(last, day) / DAYS_PER_YEAR + 0.5);
      for (Damage damage : Damage.values()) {
        double expected =
            perYear
                / DAYS_PER_YEAR
                * damage.share
                * damage.season(day.getDayOfYear())
                * growth
                * weekday(day)
                * holiday(damage, day)
                * surprise.get(damage);
        int count = poisson(expected);
        for (int n = 0; n < count; n++) {
          SampleReport report = report(damage, day);
          if (!report.createdAt().isAfter(end)) {
            listener.accept(report);
          }
        }
      }
    }
  }

  private static double weekday(LocalDate day) {
    return switch (day.getDayOfWeek()) {
      case SATURDAY -> 0.9;
      case SUNDAY -> 0.65;
      default -> 1.09;
    };
  }

  /** Garbage after the great feast, whose date moves by eleven days a year. */
  private static double holiday(Damage damage, LocalDate day) {
    LocalDate feast =
        switch (day.getYear()) {
          case 2023 -> LocalDate.of(2023, 4, 22);
          case 2024 -> LocalDate.of(2024, 4, 10);
          case 2025 -> LocalDate.of(2025, 3, 31);
          case 2026 -> LocalDate.of(2026, 3, 20);
          case 2027 -> LocalDate.of(2027, 3, 10);
          default -> LocalDate.of(day.getYear(), 3, 1);
        };
    long after = ChronoUnit.DAYS.between(feast, day);
    return damage == Damage.GARBAGE && after >= 0 && after < 10 ? 2 : 1;
  }

  private SampleReport report(Damage damage, LocalDate day) {
    Instant created = moment(day);
    boolean rejected = random.nextDouble() < 0.05;
    boolean forgotten = random.nextDouble() < 0.015;
    Instant verified = created.plus(hours(rejected ? 20 : Math.min(10, damage.medianHours / 4)));
    Instant begun = verified.plus(hours(damage.medianHours / 3));
    Instant closed = rejected ? verified : begun.plus(hours(damage.medianHours / 2));
    double[] place = place(damage);
    boolean onMap = random.nextDouble() >= 0.02;
    return new SampleReport(
        id(created),
        damage,
        onMap ? place[0] : null,
        onMap ? place[1] : null,
        onMap ? null : "Jl. Contoh " + (1 + random.nextInt(200)),
        damage.notes.get(random.nextInt(damage.notes.size())),
        random.nextDouble() < 0.25,
        random.nextDouble() < 0.03,
        poisson(0.7),
        created,
        past(rejected ? null : verified, forgotten),
        past(rejected ? null : begun, forgotten),
        past(closed, forgotten),
        rejected);
  }

  private Instant past(Instant moment, boolean forgotten) {
    return moment == null || forgotten || moment.isAfter(end) ? null : moment;
  }

  private Instant moment(LocalDate day) {
    double total = 0;
    for (double weight : WEIGHT_OF_HOUR) {
      total += weight;
    }
    double left = random.nextDouble() * total;
    int hour = 0;
    while (left > WEIGHT_OF_HOUR[hour]) {
      left -= WEIGHT_OF_HOUR[hour++];
    }
    return day.atTime(hour, random.nextInt(60), random.nextInt(60))
        .atZone(ZONE)
        .toInstant()
        .plusMillis(random.nextInt(1000));
  }

  /** Log-normal around a median. */
  private Duration hours(double median) {
    double hours = median * Math.exp(0.9 * random.nextGaussian());
    return Duration.ofMillis((long) (hours * 3_600_000));
  }

  private double[] place(Damage damage) {
    if (random.nextDouble() < 0.7) {
      double total = hotSpots.stream().mapToDouble(spot -> spot.weights().get(damage)).sum();
      double left = random.nextDouble() * total;
      for (HotSpot spot : hotSpots) {
        left -= spot.weights().get(damage);
        if (left <= 0) {
          return new double[] {
            spot.lat() + random.nextGaussian() * spot.spread(),
            spot.lon() + random.nextGaussian() * spot.spread()
          };
        }
      }
    }
    return anywhere();
  }

  private double[] anywhere() {
    double angle = random.nextDouble() * 2 * Math.PI;
    double distance = RADIUS_DEGREES * Math.sqrt(random.nextDouble());
    return new double[] {
      MIDDLE_LAT + distance * Math.sin(angle), MIDDLE_LON + distance * Math.cos(angle)
    };
  }

  private HotSpot hotSpot() {
    double[] middle = anywhere();
    Map<Damage, Double> weights = new EnumMap<>(Damage.class);
    for (Damage damage : Damage.values()) {
      weights.put(damage, Math.pow(random.nextDouble(), 3));
    }
    return new HotSpot(middle[0], middle[1], 0.002 + 0.008 * random.nextDouble(), weights);
  }

  /** Around 1, now and then much more. */
  private double surprise(double spread) {
    return Math.exp(spread * random.nextGaussian() - spread * spread / 2);
  }

  private int poisson(double mean) {
    double limit = Math.exp(-Math.min(mean, 500));
    double product = random.nextDouble();
    int count = 0;
    while (product > limit) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }

  /** A UUID version 7 of that moment (RFC 9562). */
  private UUID id(Instant moment) {
    long high = moment.toEpochMilli() << 16 | 0x7000 | random.nextInt(1 << 12);
    long low = random.nextLong() >>> 2 | 0x8000000000000000L;
    return new UUID(high, low);
  }
}
