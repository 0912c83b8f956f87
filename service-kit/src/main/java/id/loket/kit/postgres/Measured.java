package id.loket.kit.postgres;

import java.util.function.DoubleConsumer;

/**
 * A number of the service's database that is watched, asked for together with {@link DueWork}.
 *
 * @param number a select of one number; null counts as 0
 * @param seen told what it was
 */
public record Measured(String number, DoubleConsumer seen) {}
