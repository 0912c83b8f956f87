package id.loket.local.city;

import java.util.List;

/**
 * What breaks in the sample city, how often, and when in the year most.
 *
 * <p>Seasons are made up, though not out of thin air: rain from November to March fills drains,
 * opens the roads and fells trees; in the dry months it is the water pipes.
 */
enum Damage {
  POTHOLE(
      "pothole",
      "Pothole",
      "Jalan berlubang",
      "bina-marga",
      336,
      1_500_000,
      0.24,
      0.60,
      30,
      0.10,
      150,
      List.of(
          "Lubang besar di tengah jalan, sudah dua motor jatuh.",
          "Aspal mengelupas sepanjang beberapa meter.",
          "Lubang tertutup genangan, tidak kelihatan malam hari.")),
  STREET_LAMP(
      "street-lamp",
      "Street lamp",
      "Lampu jalan",
      "dishub",
      72,
      750_000,
      0.20,
      0.22,
      360,
      0.06,
      40,
      List.of(
          "Lampu padam sejak Senin.",
          "Lampu berkedip terus, kabelnya terbuka.",
          "Tiga tiang berturut-turut gelap.")),
  GARBAGE(
      "garbage",
      "Uncollected garbage",
      "Sampah menumpuk",
      "kebersihan",
      48,
      300_000,
      0.18,
      0.10,
      10,
      0.08,
      26,
      List.of(
          "Sampah belum diangkut seminggu.",
          "Tumpukan sampah menutup trotoar.",
          "TPS penuh, baunya sampai ke sekolah.")),
  BLOCKED_DRAIN(
      "blocked-drain",
      "Blocked drain",
      "Saluran tersumbat",
      "sda",
      120,
      900_000,
      0.14,
      0.75,
      15,
      0.18,
      80,
      List.of(
          "Solokan mampet, air naik ke jalan tiap hujan.",
          "Saluran penuh lumpur, belum dikeruk.",
          "Gorong-gorong tersumbat sampah.")),
  FALLEN_TREE(
      "fallen-tree",
      "Fallen or leaning tree",
      "Pohon tumbang",
      "pertamanan",
      24,
      1_200_000,
      0.07,
      0.70,
      350,
      0.40,
      10,
      List.of("Pohon miring ke arah kabel listrik.", "Dahan besar patah menutup setengah jalan.")),
  TRAFFIC_LIGHT(
      "traffic-light",
      "Traffic light",
      "Lampu lalu lintas",
      "dishub",
      24,
      2_500_000,
      0.06,
      0.10,
      20,
      0.06,
      14,
      List.of("Lampu lalu lintas mati total.", "Lampu hijau tidak menyala dari arah utara.")),
  PAVEMENT(
      "broken-pavement",
      "Broken pavement",
      "Trotoar rusak",
      "bina-marga",
      480,
      600_000,
      0.06,
      0.15,
      40,
      0.06,
      260,
      List.of(
          "Ubin trotoar lepas, kursi roda tidak bisa lewat.", "Penutup saluran di trotoar pecah.")),
  WATER_LEAK(
      "water-leak",
      "Leaking water pipe",
      "Pipa air bocor",
      "sda",
      48,
      1_800_000,
      0.05,
      0.35,
      230,
      0.08,
      30,
      List.of("Air menyembur dari bawah aspal.", "Pipa bocor sejak tadi malam."));

  private static final double DAYS_PER_YEAR = 365.2425;

  final String code;
  final String english;
  final String indonesian;
  final String unit;
  final int slaHours;
  final long repairCost;
  final double share;
  final double amplitude;
  final int peakDay;
  final double surprise;
  final double medianHours;
  final List<String> notes;

  Damage(
      String code,
      String english,
      String indonesian,
      String unit,
      int slaHours,
      long repairCost,
      double share,
      double amplitude,
      int peakDay,
      double surprise,
      double medianHours,
      List<String> notes) {
    this.code = code;
    this.english = english;
    this.indonesian = indonesian;
    this.unit = unit;
    this.slaHours = slaHours;
    this.repairCost = repairCost;
    this.share = share;
    this.amplitude = amplitude;
    this.peakDay = peakDay;
    this.surprise = surprise;
    this.medianHours = medianHours;
    this.notes = notes;
  }

  /** How many times the usual number a day of the year brings. */
  double season(int dayOfYear) {
    return 1 + amplitude * Math.cos(2 * Math.PI * (dayOfYear - peakDay) / DAYS_PER_YEAR);
  }
}
