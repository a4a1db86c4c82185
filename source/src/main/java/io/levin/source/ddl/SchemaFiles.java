package io.levin.source.ddl;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.source.DumpFile;
import io.levin.source.DumpView;
import io.levin.source.compress.CompressedFiles;
import io.levin.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads schema files as statements that can be executed in the target, one by one and in order, on
 * one connection that has no current database. Thread-safe.
 */
public final class SchemaFiles {
  private final Storage storage;
  private final SchemaCharset charset;

  /**
   * @param storage where the files are
   * @param charset their character set
   */
  public SchemaFiles(Storage storage, SchemaCharset charset) {
    this.storage = storage;
    this.charset = charset;
  }

  /**
   * The statements that create a database.
   *
   * @param name of the database in the target
   * @throws ImportException if the file cannot be read
   */
  public List<String> database(DumpFile file, String name) {
    return rewritten(file, new StatementRewriter(name, null));
  }

  /**
   * The statements that create a table: every CREATE TABLE gets the table's name and {@code IF NOT
   * EXISTS}, so the first of several wins.
   *
   * @throws ImportException if the file cannot be read, holds nothing but comments, or its table is
   *     a temporary one
   */
  public List<String> table(DumpFile file, String schema, String table) {
    List<String> statements = rewritten(file, new StatementRewriter(schema, table));
    if (statements.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_STATEMENT,
          "file: " + file.path() + ": there is no statement that creates table " + table,
          "the file may be cut short: export it again, or create the table in TiDB first");
    }
    return statements;
  }

  /** The statements that create a view, the settings that they need included. */
  public List<String> view(DumpView view) {
    return rewritten(view.file(), new StatementRewriter(view.schema(), view.name()));
  }

  /** The statements of a schema file as they are, without those that are only comments. */
  public List<String> statements(DumpFile file) {
    String text = charset.decode(withoutMark(read(file)), file.path());
    List<String> rest = new ArrayList<>();
    List<String> statements = SqlScript.split(text, rest);
    if (!rest.isEmpty()) {
      throw new ImportException(
          ErrorCode.INVALID_SCHEMA_STATEMENT,
          "file: " + file.path() + ": last SQL statement missing trailing semicolon",
          "the file may be cut short; if it is complete, end it with a semicolon");
    }
    return statements;
  }

  private List<String> rewritten(DumpFile file, StatementRewriter rewriter) {
    return statements(file).stream().map(rewriter::rewrite).toList();
  }

  private byte[] read(DumpFile file) {
    try (InputStream in = CompressedFiles.open(storage, file.path(), file.compression(), 0)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ImportException(
          ErrorCode.STORAGE_UNKNOWN,
          "schema file " + file.path() + " cannot be read: " + e.getMessage(),
          "check that it is still there and readable",
          e);
    }
  }

  private static byte[] withoutMark(byte[] bytes) {
    boolean mark =
        bytes.length >= 3
            && bytes[0] == (byte) 0xef
            && bytes[1] == (byte) 0xbb
            && bytes[2] == (byte) 0xbf;
    return mark ? java.util.Arrays.copyOfRange(bytes, 3, bytes.length) : bytes;
  }
}
