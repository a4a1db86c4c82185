package io.levin.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.levin.engine.verify.TableNumbers.Name;
import io.levin.engine.verify.TableNumbers.Question;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableNumbersTest {
  @Test
  void fewTablesAreAskedForByNameInOneStatementForAllDatabases() {
    assertThat(TableNumbers.questions(List.of(new Name("A", "T"), new Name("b", "T"))))
        .containsExactly(new Question(List.of("A", "b"), List.of("T")));
    assertThat(TableNumbers.questions(List.of())).isEmpty();
  }

  @Test
  void noStatementNamesMoreThanFiveHundredTables() {
    List<Question> questions = TableNumbers.questions(tables(1, 5000));
    assertThat(questions).hasSize(10).allMatch(question -> question.tables().size() == 500);
  }

  /** Older servers walk over all tables of the cluster for each of the statements. */
  @Test
  void ofAHundredThousandTablesWholeDatabasesAreRead() {
    assertThat(TableNumbers.questions(tables(1, 100_000)))
        .containsExactly(new Question(List.of("d0"), List.of()));
    assertThat(TableNumbers.questions(tables(1200, 100_000)))
        .hasSize(3)
        .allMatch(question -> question.tables().isEmpty() && question.databases().size() <= 500);
  }

  private static Set<Name> tables(int databases, int tables) {
    Set<Name> names = new LinkedHashSet<>();
    IntStream.range(0, tables).forEach(i -> names.add(new Name("d" + i % databases, "t" + i)));
    return names;
  }
}
