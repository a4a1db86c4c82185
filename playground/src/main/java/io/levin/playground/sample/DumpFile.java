package io.levin.playground.sample;

import com.github.luben.zstd.ZstdOutputStream;
import com.github.luben.zstd.util.Native;
import io.levin.base.UnpackedLibrary;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * A data file of the dump: {@code INSERT} statements of a thousand rows each, or CSV with a header.
 * Compressed by the ending of its name.
 */
final class DumpFile implements AutoCloseable {
  private static final int ROWS_PER_STATEMENT = 1000;

  private final Writer out;
  private final boolean csv;
  private final String insert;
  private int rowsInStatement;
  private boolean firstField;

  private DumpFile(Writer out, boolean csv, String insert) {
    this.out = out;
    this.csv = csv;
    this.insert = insert;
  }

  static DumpFile sql(Path file, String table) throws IOException {
    DumpFile dump = new DumpFile(open(file), false, "INSERT INTO `" + table + "` VALUES\n");
    dump.out.write("/*!40014 SET FOREIGN_KEY_CHECKS=0*/;\n/*!40101 SET NAMES binary*/;\n");
    return dump;
  }

  static DumpFile csv(Path file, String... header) throws IOException {
    DumpFile dump = new DumpFile(open(file), true, "");
    dump.out.write('"' + String.join("\",\"", header) + "\"\n");
    return dump;
  }

  DumpFile row() throws IOException {
    if (!csv) {
      out.write(rowsInStatement == 0 ? insert : ",\n");
      out.write('(');
    }
    firstField = true;
    return this;
  }

  DumpFile number(long value) throws IOException {
    return raw(Long.toString(value));
  }

  /** A text that needs no quotes in SQL, such as a decimal. */
  DumpFile raw(String value) throws IOException {
    separate();
    out.write(value);
    return this;
  }

  DumpFile text(String value) throws IOException {
    separate();
    if (value == null) {
      out.write(csv ? "\\N" : "NULL");
    } else if (csv) {
      out.write('"' + value.replace("\\", "\\\\").replace("\"", "\"\"") + '"');
    } else {
      out.write('\'' + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + '\'');
    }
    return this;
  }

  void end() throws IOException {
    if (csv) {
      out.write('\n');
      return;
    }
    out.write(')');
    if (++rowsInStatement == ROWS_PER_STATEMENT) {
      out.write(";\n");
      rowsInStatement = 0;
    }
  }

  @Override
  public void close() throws IOException {
    if (rowsInStatement > 0) {
      out.write(";\n");
    }
    out.close();
  }

  private void separate() throws IOException {
    if (!firstField) {
      out.write(',');
    }
    firstField = false;
  }

  private static Writer open(Path file) throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    String name = file.toString();
    if (name.endsWith(".gz")) {
      out = new GZIPOutputStream(out, 1 << 16);
    } else if (name.endsWith(".zst")) {
      // Else a killed process leaves its copy of the library.
      UnpackedLibrary.load("Zstandard", folder -> Native.load(folder.toFile()));
      out = new ZstdOutputStream(out);
    }
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
  }
}
