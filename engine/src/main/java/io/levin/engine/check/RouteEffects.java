package io.levin.engine.check;

import io.levin.engine.check.CheckReport.RouteEffect;
import io.levin.schema.Identifiers;
import io.levin.source.Dump;
import io.levin.source.DumpDatabase;
import io.levin.source.DumpFile;
import io.levin.source.DumpTable;
import io.levin.source.ScanOptions;
import io.levin.source.route.FileRouter;
import io.levin.source.route.RoutedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which tables of the dump become which tables of the target. */
final class RouteEffects {
  private final ScanOptions options;
  private final FileRouter files;

  private record Source(String schema, String table) implements Comparable<Source> {
    @Override
    public int compareTo(Source other) {
      int bySchema = schema.compareTo(other.schema);
      return bySchema != 0 ? bySchema : table.compareTo(other.table);
    }

    String quoted() {
      return Identifiers.qualified(schema, table);
    }
  }

  RouteEffects(ScanOptions options) {
    this.options = options;
    this.files =
        FileRouter.of(options.fileRules(), options.defaultFileRules(), options.sourceFolder());
  }

  /** Finds out. */
  List<RouteEffect> of(Dump dump) {
    if (options.routes().isEmpty()) {
      return List.of();
    }
    TreeMap<String, RouteEffect> effects = new TreeMap<>();
    for (DumpDatabase database : dump.databases()) {
      for (DumpTable table : database.tables()) {
        Set<Source> sources = sources(table);
        String target = Identifiers.qualified(table.schema(), table.name());
        List<String> names = sources.stream().map(Source::quoted).toList();
        if (!names.equals(List.of(target))) {
          effects.put(target, new RouteEffect(target, names));
        }
      }
    }
    return List.copyOf(effects.values());
  }

  private Set<Source> sources(DumpTable table) {
    List<DumpFile> all = new ArrayList<>(table.dataFiles());
    if (table.schemaFile() != null) {
      all.add(table.schemaFile());
    }
    Set<Source> sources = new TreeSet<>();
    for (DumpFile file : all) {
      files.route(file.path()).map(RouteEffects::source).ifPresent(sources::add);
    }
    return sources;
  }

  private static Source source(RoutedFile file) {
    return new Source(file.schema(), file.table());
  }
}
