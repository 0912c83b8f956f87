package id.loket.staging.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import id.loket.staging.testing.Field;
import id.loket.staging.testing.ServiceTransaction;
import id.loket.staging.testing.StagingTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What handing a batch over reads: each visit, and its report, some megabytes of a day, not with
 * each.
 */
@StagingTest
class HandOverCostTest {
  private static final int FEW = 100;
  private static final int MANY = 400;

  /** A seal does not change as long as its batch is closed. */
  private static final String OPEN =
      """
      update batch set status = 'OPEN', closed_at = null, sealed = null, seal = null where id = $1
      returning old.sealed
      """;

  /** A report as of a long day: about eight megabytes, a thousand blocks. */
  private static final String CLOSE =
      """
      update batch set status = 'CLOSED', closed_at = now(), seal = '',
        sealed = (($2::jsonb - $3::text) || jsonb_build_object('remarks',
          (select string_agg(md5(line::text), ' ') from generate_series(1, 250000) line)))::text
      where id = $1
      """;

  private static final int BLOCKS_OF_A_VISIT = 100;

  /**
   * The plan is the one taken for a day of which the planner does not know that it is long.
   *
   * @param missing a report as it was sealed before every visit's verdict was written down, or not
   */
  @ParameterizedTest
  @ValueSource(strings = {"verdicts", "nothing"})
  void aReportIsNotReadAgainForEachVisit(String missing) {
    long few = blocksRead(closedDay(FEW), missing);
    long many = blocksRead(closedDay(MANY), missing);

    assertThat((many - few) / (MANY - FEW)).isLessThan(BLOCKS_OF_A_VISIT);
  }

  private static UUID closedDay(int visits) {
    Field field = Field.loggedIn();
    List<Map<String, Object>> day =
        Stream.generate(() -> field.visit(UUID.randomUUID(), 1_000)).limit(visits).toList();
    field.push(day).then().statusCode(200);
    field.close(day).then().statusCode(200);
    return field.batch;
  }

  /** Handed over in a transaction that is undone. */
  private static long blocksRead(UUID batch, String missing) {
    ServiceTransaction transaction = ServiceTransaction.begin("set local enable_hashjoin = off");
    try {
      transaction.run("set local enable_mergejoin = off");
      String sealed = transaction.query(OPEN, batch).getFirst().getString(0);
      transaction.query(CLOSE, batch, new JsonObject(sealed), missing);
      int edition = transaction.query(ResultStore.HEAD, batch).getFirst().getInteger(0);
      return blocks(
          transaction.query(
              "explain (analyze, buffers, format json) " + ResultStore.VISITS, batch, edition));
    } finally {
      transaction.rollback();
    }
  }

  private static long blocks(List<Row> explained) {
    JsonObject plan =
        ((JsonArray) explained.getFirst().getValue(0)).getJsonObject(0).getJsonObject("Plan");
    return Stream.of("Shared Hit Blocks", "Shared Read Blocks", "Temp Read Blocks")
        .mapToLong(plan::getLong)
        .sum();
  }
}
