package io.levin.engine.check;

import io.levin.config.Config;
import io.levin.engine.check.CheckReport.RouteEffect;
import io.levin.schema.Identifiers;
import io.levin.source.Dump;
import io.levin.source.DumpDatabase;
import io.levin.source.DumpFile;
import io.levin.source.DumpTable;
import io.levin.source.ScanOptions;
import io.levin.source.route.ConstantColumns;
import io.levin.source.route.FileRouter;
import io.levin.source.route.RouteRule;
import io.levin.source.route.RoutedFile;
import io.levin.source.route.TableRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Which tables of the dump become which tables of the target, and which rules do nothing. */
final class RouteEffects {
  private final Config config;
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

  RouteEffects(Config config, ScanOptions options) {
    this.config = config;
    this.options = options;
    this.files =
        FileRouter.of(options.fileRules(), options.defaultFileRules(), options.sourceFolder());
  }

  /** Finds out; rules without effect go to the consumer as warnings. */
  List<RouteEffect> of(Dump dump, Consumer<Finding> findings) {
    if (options.routes().isEmpty()) {
      return List.of();
    }
    TreeMap<String, RouteEffect> effects = new TreeMap<>();
    Set<Source> all = new TreeSet<>();
    for (DumpDatabase database : dump.databases()) {
      for (DumpTable table : database.tables()) {
        Set<Source> sources = sources(table);
        all.addAll(sources);
        String target = Identifiers.qualified(table.schema(), table.name());
        List<String> names = sources.stream().map(Source::quoted).toList();
        if (!names.equals(List.of(target))) {
          effects.put(target, new RouteEffect(target, names));
        }
      }
    }
    for (RouteRule rule : options.routes()) {
      if (!matchesAny(rule, all)) {
        findings.accept(
            Finding.warning(
                "",
                "",
                "the route " + rule + " catches no table of the dump",
                "correct its patterns, or take it out"));
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

  /** A rule that leaves every table as it is counts as one that catches none. */
  private boolean matchesAny(RouteRule rule, Set<Source> sources) {
    TableRouter router =
        TableRouter.of(
            List.of(rule), config.mydumper().caseSensitive(), config.mydumper().sourceId());
    for (Source source : sources) {
      TableRouter.Target target = router.route(source.schema, source.table);
      boolean same =
          target.schema().equals(source.schema)
              && target.table().equals(source.table)
              && target.constants().equals(ConstantColumns.NONE);
      if (!same) {
        return true;
      }
    }
    return false;
  }
}
