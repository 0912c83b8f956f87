package id.loket.staging.assignment;

import id.loket.kit.money.Money;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Whom a collector is to visit, and what is owed.
 *
 * @param contract the core's name of the contract
 * @param priority 1 is the most urgent
 */
public record Assignment(
    UUID id,
    String contract,
    int priority,
    LocalDate day,
    Customer customer,
    Money outstanding,
    LocalDate dueDate) {

  /**
   * Who is to be visited.
   *
   * @param phone null when unknown
   * @param location null when unknown
   */
  public record Customer(String name, String phone, String address, Location location) {}

  /** Where, in degrees (WGS 84). */
  public record Location(double lat, double lon) {}
}
