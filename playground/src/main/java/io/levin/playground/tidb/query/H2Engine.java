package io.levin.playground.tidb.query;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** An H2 in memory without any data, shared by the sessions of a server. */
public final class H2Engine implements AutoCloseable {
  private final String url;
  private final Connection keeper;

  /** Starts it. */
  public H2Engine() {
    url =
        "jdbc:h2:mem:levin-"
            + UUID.randomUUID()
            + ";MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
            + ";QUERY_CACHE_SIZE=0;LAZY_QUERY_EXECUTION=1";
    try {
      keeper = DriverManager.getConnection(url);
      try (Statement statement = keeper.createStatement()) {
        statement.execute(
            "CREATE AGGREGATE mysql_average FOR \"" + MysqlAverage.class.getName() + "\"");
        for (String name : functionNames()) {
          statement.execute(
              "CREATE ALIAS \""
                  + name.toLowerCase(Locale.ROOT)
                  + "\" FOR \""
                  + MysqlFunctions.class.getName()
                  + "."
                  + name
                  + "\"");
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("cannot start the embedded database", e);
    }
  }

  /** A session; used by one thread at a time. */
  public H2Session open() {
    try {
      return new H2Session(DriverManager.getConnection(url));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot open a session of the embedded database", e);
    }
  }

  private static Set<String> functionNames() {
    Set<String> names = new TreeSet<>();
    for (Method method : MysqlFunctions.class.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        names.add(method.getName());
      }
    }
    return names;
  }

  @Override
  public void close() {
    try {
      keeper.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot stop the embedded database", e);
    }
  }
}
