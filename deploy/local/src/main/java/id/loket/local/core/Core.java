package id.loket.local.core;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * What the core does with the tables it shares with the staging machine: supplies assignments,
 * takes the results of closed batches and says what it took. With the core's own login, which may
 * do nothing else.
 */
final class Core {
  private static final int SUPPLY_LOCK = 770;
  private final String url;
  private final Properties login = new Properties();
  private Connection looking;

  Core(String url, String user, String password) {
    this.url = url;
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "2");
    login.setProperty("socketTimeout", "20");
  }

  /**
   * Supplies assignments.
   *
   * @param collector the address they sign in with
   * @param name tells this supply's contracts from those of others; the same again changes them
   * @param withdrawn whether the assignments are taken back
   * @return the supply's number
   */
  long supply(String collector, String name, int count, boolean withdrawn) throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      long number = nextNumber(connection);
      try (PreparedStatement lines =
          connection.prepareStatement(
              """
              insert into exchange.supply_line (supply, line, assignment, collector, day, priority,
                withdrawn, contract, outstanding, due_date, customer, name, phone, address, lat, lon)
              select ?, n, ? || '-A' || n, ?, current_date, 1 + n % 5, ?, ? || '-K' || n,
                100000 + 25000 * (n % 20), current_date - n % 60, ? || '-C' || n,
                (array['Siti', 'Agus', 'Dewi', 'Joko', 'Rina'])[1 + n % 5] || ' '
                  || (array['Rahma', 'Santoso', 'Lestari', 'Wibowo'])[1 + n % 4],
                '+62 812 0000 ' || lpad(n::text, 4, '0'), 'Jl. Braga ' || n,
                -6.9175 + n % 40 * 0.001, 107.6191 + n / 40 * 0.001
              from generate_series(1, ?) n
              """)) {
        lines.setLong(1, number);
        lines.setString(2, name);
        lines.setString(3, collector);
        lines.setBoolean(4, withdrawn);
        lines.setString(5, name);
        lines.setString(6, name);
        lines.setInt(7, count);
        lines.executeUpdate();
      }
      try (PreparedStatement head =
          connection.prepareStatement(
              """
              insert into exchange.supply (id, lines, outstanding)
              select ?, count(*), coalesce(sum(outstanding), 0)
              from exchange.supply_line where supply = ?
              """)) {
        head.setLong(1, number);
        head.setLong(2, number);
        head.executeUpdate();
      }
      connection.commit();
      return number;
    }
  }

  private static long nextNumber(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_xact_lock(" + SUPPLY_LOCK + ")");
      return one(statement, "select coalesce(max(id), 0) + 1 from exchange.supply");
    }
  }

  /**
   * Takes what was closed and what was taken back since, and says how much it was, counted here and
   * not copied; how many results and voids.
   */
  int takeResults() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      int results = (int) one(statement, TAKE_RESULTS);
      int voids =
          statement.executeUpdate(
              """
              insert into exchange.void_receipt (batch, edition, visit)
              select v.batch, v.edition, v.visit from exchange.result_void v
              where not exists (select 1 from exchange.void_receipt t
                where t.batch = v.batch and t.edition = v.edition and t.visit = v.visit)
              on conflict do nothing
              """);
      connection.commit();
      return results + voids;
    }
  }

  private static final String TAKE_RESULTS =
      """
      with taken as (
        insert into exchange.result_receipt (batch, edition, visits, received)
        select r.batch, r.edition, count(v.visit) filter (where not v.voided),
          case when count(distinct v.currency) filter (where not v.voided) <= 1
            then coalesce(sum(v.amount) filter (where not v.voided), 0) end
        from exchange.result r
          left join exchange.result_visit v on v.batch = r.batch and v.edition = r.edition
        where not exists (select 1 from exchange.result_receipt t
          where t.batch = r.batch and t.edition = r.edition)
        group by r.batch, r.edition
        on conflict do nothing
        returning batch, edition),
      money as (
        insert into exchange.receipt_money (batch, edition, currency, received)
        select t.batch, t.edition, v.currency, sum(v.amount)
        from taken t join exchange.result_visit v on v.batch = t.batch and v.edition = t.edition
        where not v.voided and v.currency is not null
        group by t.batch, t.edition, v.currency)
      select count(*) from taken
      """;

  /** How many supplies and results there are. */
  Map<String, Object> state() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      Map<String, Object> state = new LinkedHashMap<>();
      state.put("supplies", one(statement, "select count(*) from exchange.supply"));
      state.put(
          "suppliesTaken",
          one(statement, "select count(*) from exchange.supply_progress where status = 'TAKEN'"));
      state.put("results", one(statement, "select count(*) from exchange.result"));
      state.put("resultsTaken", one(statement, "select count(*) from exchange.result_receipt"));
      state.put("voids", one(statement, "select count(*) from exchange.result_void"));
      state.put("voidsTaken", one(statement, "select count(*) from exchange.void_receipt"));
      return state;
    }
  }

  /** What a round finds to do. */
  record Waiting(boolean nothingSupplied, boolean results) {}

  /**
   * Looks with one statement, on a connection that is kept: the core is at rest most of the time.
   */
  synchronized Waiting waiting() throws SQLException {
    try {
      if (looking == null || looking.isClosed()) {
        looking = connect();
      }
      try (Statement statement = looking.createStatement();
          ResultSet found = statement.executeQuery(WAITING)) {
        found.next();
        return new Waiting(found.getBoolean(1), found.getBoolean(2));
      }
    } catch (SQLException e) {
      if (looking != null) {
        looking.close();
        looking = null;
      }
      throw e;
    }
  }

  private static final String WAITING =
      """
      select not exists (select from exchange.supply),
        exists (select from exchange.result r where not exists (
          select from exchange.result_receipt t where t.batch = r.batch and t.edition = r.edition))
        or exists (select from exchange.result_void v where not exists (
          select from exchange.void_receipt t
          where t.batch = v.batch and t.edition = v.edition and t.visit = v.visit))
      """;

  private static long one(Statement statement, String query) throws SQLException {
    try (ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getLong(1);
    }
  }

  private Connection connect() throws SQLException {
    return new Driver().connect(url, login);
  }
}
