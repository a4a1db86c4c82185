package io.levin.it;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes a folder as Dumpling does. */
final class Dump {
  private final Path folder;

  Dump(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  /** {@code db-schema-create.sql} and {@code db.table-schema.sql}. */
  Dump schema(SampleTable table) {
    file(
        table.database() + "-schema-create.sql",
        "CREATE DATABASE IF NOT EXISTS `" + table.database() + "`;\n");
    return file(table.database() + "." + table.name() + "-schema.sql", table.create() + ";\n");
  }

  /** The schema, and the rows in one SQL file. */
  Dump sql(SampleTable table) {
    return sql(table, 1);
  }

  /** The schema, and the rows spread evenly over some SQL files. */
  Dump sql(SampleTable table, int files) {
    schema(table);
    int rows = table.rows().size();
    for (int i = 0; i < files; i++) {
      int from = (int) ((long) rows * i / files);
      int to = (int) ((long) rows * (i + 1) / files);
      data(table, "%09d.sql".formatted(i), table.sql(from, to));
    }
    return this;
  }

  /** The schema, and the rows in one CSV file with a header. */
  Dump csv(SampleTable table) {
    schema(table);
    return data(table, "csv", table.csv(0, table.rows().size(), true));
  }

  /** A data file {@code db.table.<suffix>}, compressed as the suffix says. */
  Dump data(SampleTable table, String suffix, String text) {
    return file(table.database() + "." + table.name() + "." + suffix, text);
  }

  /** Any file; one that ends in .gz or .zst is compressed. */
  Dump file(String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = open(folder.resolve(name))) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private static OutputStream open(Path path) throws IOException {
    OutputStream out = Files.newOutputStream(path);
    String name = path.getFileName().toString();
    if (name.endsWith(".gz")) {
      return new GZIPOutputStream(out);
    }
    return name.endsWith(".zst") ? new ZstdOutputStream(out) : out;
  }
}
