package id.loket.collector.sync;

import java.util.List;

/** How a visit ended, and what must be said with it. */
public enum VisitResult {
  PAID("Paid", "Bayar penuh", "receipt"),
  PART_PAID("Paid in part", "Bayar sebagian", "receipt", "promise"),
  PROMISED("Promised to pay", "Janji bayar", "promise"),
  NOT_MET("Not met", "Tidak bertemu"),
  MOVED("Moved away", "Pindah alamat"),
  DISPUTED("Disputes the debt", "Menyanggah tagihan"),
  OTHER("Other", "Lainnya", "note");

  private final Named name;
  private final List<String> needs;

  VisitResult(String en, String id, String... needs) {
    this.name = new Named(en, id);
    this.needs = List.of(needs);
  }

  /** A name in both languages. */
  public record Named(String en, String id) {}

  public Named named() {
    return name;
  }

  /** The members of the visit it must come with. */
  public List<String> needs() {
    return needs;
  }
}
