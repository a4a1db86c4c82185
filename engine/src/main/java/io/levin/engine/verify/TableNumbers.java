package io.levin.engine.verify;

import io.levin.schema.Identifiers;
import io.levin.tidb.TidbClient;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks TiDB for the numbers of tables, in few statements however many the tables are. */
final class TableNumbers {
  /** Tables, or databases, of a statement. */
  private static final int MOST = 500;

  /**
   * With more tables, all of their databases are read: older servers walk over all tables of the
   * cluster for each statement, whatever it asks for.
   */
  private static final int MOST_BY_NAME = 10 * MOST;

  private TableNumbers() {}

  /** A table. */
  record Name(String database, String table) {
    /** As TiDB tells tables apart: in lower case. */
    Name folded() {
      return new Name(Identifiers.lower(database), Identifiers.lower(table));
    }
  }

  /**
   * One statement.
   *
   * @param databases where tables are looked for
   * @param tables their names; empty for all
   */
  record Question(List<String> databases, List<String> tables) {
    String sql() {
      return "SELECT table_schema, table_name, tidb_table_id FROM information_schema.tables WHERE"
          + " table_schema"
          + in(databases)
          + (tables.isEmpty() ? "" : " AND table_name" + in(tables));
    }

    private static String in(List<String> names) {
      return " IN (" + String.join(", ", Collections.nCopies(names.size(), "?")) + ")";
    }

    private List<String> values() {
      List<String> values = new ArrayList<>(databases);
      values.addAll(tables);
      return values;
    }
  }

  /**
   * What is asked, with names as they are given: older servers compare them with the case they have
   * there. Answers may tell of more tables.
   */
  static List<Question> questions(Collection<Name> names) {
    List<Name> all = List.copyOf(names);
    List<Question> questions = new ArrayList<>();
    if (all.size() <= MOST_BY_NAME) {
      for (int from = 0; from < all.size(); from += MOST) {
        List<Name> some = all.subList(from, Math.min(all.size(), from + MOST));
        questions.add(
            new Question(databases(some), some.stream().map(Name::table).distinct().toList()));
      }
    } else {
      List<String> databases = databases(all);
      for (int from = 0; from < databases.size(); from += MOST) {
        int to = Math.min(databases.size(), from + MOST);
        questions.add(new Question(databases.subList(from, to), List.of()));
      }
    }
    return questions;
  }

  private static List<String> databases(List<Name> names) {
    return names.stream().map(Name::database).distinct().toList();
  }

  /**
   * The numbers of those tables that are there, by names in lower case.
   *
   * @param names as TiDB has them
   */
  static Map<Name, Long> read(TidbClient tidb, Collection<Name> names) throws SQLException {
    Set<Name> wanted = names.stream().map(Name::folded).collect(Collectors.toSet());
    Map<Name, Long> numbers = new HashMap<>();
    for (Question question : questions(names)) {
      tidb.withConnection(
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(question.sql())) {
              // Row by row: there may be far more than are asked for.
              statement.setFetchSize(Integer.MIN_VALUE);
              int place = 0;
              for (String value : question.values()) {
                statement.setString(++place, value);
              }
              try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                  Name name = new Name(row.getString(1), row.getString(2)).folded();
                  if (wanted.contains(name)) {
                    numbers.put(name, row.getLong(3));
                  }
                }
              }
            }
            return null;
          });
    }
    return numbers;
  }
}
