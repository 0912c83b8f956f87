package id.loket.field;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What looks wrong with a visit that may be right all the same: it is recorded, as what was
 * recorded in the street has happened, and its collector is told.
 */
final class VisitWarnings {
  private final Map<String, JsonNode> others;
  private final Map<String, JsonNode> othersOfDay;

  /**
   * Judges visits beside these.
   *
   * @param others all visits that count, by id
   * @param othersOfDay those of the day
   */
  VisitWarnings(Map<String, JsonNode> others, Map<String, JsonNode> othersOfDay) {
    this.others = others;
    this.othersOfDay = othersOfDay;
  }

  /** One line each; none for a visit like any other. */
  List<String> of(Visit visit, JsonNode assignment) {
    List<String> warnings = new ArrayList<>();
    Visit.Receipt receipt = visit.receipt();
    if (receipt != null) {
      others.forEach(
          (id, other) -> {
            if (other.at("/receipt/number").asText().equals(receipt.number())) {
              warnings.add(
                  "receipt %s is on visit %s already: is one of them wrong? device FOLDER void VISIT REASON"
                      .formatted(receipt.number(), id));
            }
          });
    }
    long received = 0;
    for (Map.Entry<String, JsonNode> other : othersOfDay.entrySet()) {
      if (other.getValue().path("assignmentId").asText().equals(visit.assignment())) {
        received += other.getValue().at("/receipt/amount/amount").asLong();
        warnings.add(
            "this house was visited today already (visit %s): if that is the same visit, device FOLDER void VISIT REASON"
                .formatted(other.getKey()));
      }
    }
    long owed = assignment.at("/outstanding/amount").asLong() - received;
    if (visit.result().equals("PAID") && receipt.rupiah() < owed) {
      warnings.add(
          "PAID says that all is paid, but IDR %,d of IDR %,d is: is it PART_PAID?"
              .formatted(receipt.rupiah(), owed));
    }
    return warnings;
  }
}
