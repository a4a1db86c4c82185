package io.levin.schema.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import org.junit.jupiter.api.Test;

class SchemaFileTest {

  @Test
  void aLineThatEndsWithASemicolonEndsAStatement() {
    assertThat(
            SchemaFile.statements(
                "\ufeff/*!40101 SET NAMES binary*/;\r\n\r\n  CREATE TABLE t (\n  a int,\n\n b int);\n"
                    + "DROP TABLE a; DROP TABLE b;\n-- end */\n/* x\n*/;\n",
                "f.sql"))
        .containsExactly(
            "CREATE TABLE t (\na int,\nb int);",
            "DROP TABLE a; DROP TABLE b;",
            "-- end */\n/* x\n*/;");
  }

  @Test
  void aMissingSemicolonIsNamedWithTheFile() {
    assertThatThrownBy(() -> SchemaFile.statements("CREATE TABLE t (a int)\n", "db.t-schema.sql"))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("last SQL statement missing trailing semicolon")
        .hasMessageContaining("db.t-schema.sql");
  }

  @Test
  void aCommentAtTheEndNeedsNoSemicolon() {
    assertThat(SchemaFile.statements("DROP TABLE t;\n/* done */", "f"))
        .containsExactly("DROP TABLE t;");
    assertThat(SchemaFile.statements("", "f")).isEmpty();
  }
}
