package io.levin.schema.ddl;

import java.util.List;

/** A statement that defines something, or any other one. */
public sealed interface Statement {

  /**
   * {@code CREATE DATABASE}.
   *
   * @param name the database
   * @param ifNotExists IF NOT EXISTS
   * @param charset its default character set; empty where none is said
   * @param collate its default collation; empty where none is said
   */
  record CreateDatabase(String name, boolean ifNotExists, String charset, String collate)
      implements Statement {}

  /**
   * {@code CREATE TABLE}.
   *
   * @param name the table
   * @param ifNotExists IF NOT EXISTS
   * @param temporary TEMPORARY
   * @param definition what is between the parentheses and behind them; null after LIKE
   * @param like the table to take after; null where there is a definition
   */
  record CreateTable(
      TableName name,
      boolean ifNotExists,
      boolean temporary,
      TableDefinition definition,
      TableName like)
      implements Statement {}

  /**
   * {@code CREATE VIEW}.
   *
   * @param name the view
   * @param orReplace OR REPLACE
   * @param columns the view's own column names
   * @param select the SELECT, as it is written
   */
  record CreateView(TableName name, boolean orReplace, List<String> columns, String select)
      implements Statement {
    /** Copies the list. */
    public CreateView {
      columns = List.copyOf(columns);
    }
  }

  /**
   * {@code DROP DATABASE}.
   *
   * @param name the database
   * @param ifExists IF EXISTS
   */
  record DropDatabase(String name, boolean ifExists) implements Statement {}

  /**
   * {@code DROP TABLE}.
   *
   * @param names the tables
   * @param ifExists IF EXISTS
   */
  record DropTable(List<TableName> names, boolean ifExists) implements Statement {
    /** Copies the list. */
    public DropTable {
      names = List.copyOf(names);
    }
  }

  /**
   * {@code DROP VIEW}.
   *
   * @param names the views
   * @param ifExists IF EXISTS
   */
  record DropView(List<TableName> names, boolean ifExists) implements Statement {
    /** Copies the list. */
    public DropView {
      names = List.copyOf(names);
    }
  }

  /**
   * {@code TRUNCATE TABLE}.
   *
   * @param name the table
   */
  record TruncateTable(TableName name) implements Statement {}

  /**
   * {@code ALTER TABLE}; also CREATE INDEX and DROP INDEX.
   *
   * @param name the table
   * @param alterations in order
   */
  record AlterTable(TableName name, List<Alteration> alterations) implements Statement {
    /** Copies the list. */
    public AlterTable {
      alterations = List.copyOf(alterations);
    }
  }

  /**
   * Anything else.
   *
   * @param keyword its first word in upper case; empty where it does not begin with one
   */
  record Other(String keyword) implements Statement {}
}
