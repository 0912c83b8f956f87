package id.loket.local.server;

import id.loket.local.Endpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.Driver;

/** One role and one database per service; nobody else may even connect to it. */
public final class PostgresRoles {
  private final Endpoint owner;

  public PostgresRoles(Endpoint owner) {
    this.owner = owner;
  }

  /**
   * Makes a role that owns nothing, or renews its password: what it may do, the owner of a database
   * grants.
   */
  public void ensureLogin(String name, String password) throws SQLException {
    try (Connection connection = connect(owner, "postgres");
        Statement statement = connection.createStatement()) {
      putRole(connection, statement, name, password);
    }
  }

  private static void putRole(
      Connection connection, Statement statement, String name, String password)
      throws SQLException {
    boolean known = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name);
    statement.execute(
        (known ? "ALTER" : "CREATE")
            + " ROLE "
            + statement.enquoteIdentifier(name, true)
            + " LOGIN PASSWORD "
            + statement.enquoteLiteral(password));
  }

  /**
   * Makes the role and the database it owns, or renews the role's password.
   *
   * @param name of both
   */
  public void ensure(String name, String password) throws SQLException {
    try (Connection connection = connect(owner, "postgres");
        Statement statement = connection.createStatement()) {
      putRole(connection, statement, name, password);
      if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
        String database = statement.enquoteIdentifier(name, true);
        statement.execute("CREATE DATABASE " + database + " OWNER " + database);
        statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
      }
    }
  }

  static Connection connect(Endpoint owner, String database) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", owner.user());
    login.setProperty("password", owner.password());
    login.setProperty("connectTimeout", "2");
    login.setProperty("loginTimeout", "5");
    // Not through DriverManager: it does not see a driver that came with another class loader.
    return new Driver().connect("jdbc:postgresql://" + owner.hostAndPort() + "/" + database, login);
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
