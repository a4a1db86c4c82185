package io.levin.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.base.ImportException;
import io.levin.source.route.FileRule;
import io.levin.source.route.RouteRule;
import io.levin.source.route.TableFilter;
import io.levin.storage.LocalLocation;
import io.levin.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpTest {
  @TempDir Path folder;

  private void files(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[name.length()]);
    }
  }

  private Dump scan(ScanOptions options) {
    return Dump.scan(Storage.open(new LocalLocation(folder)), options);
  }

  private static String describe(Dump dump) {
    StringBuilder out = new StringBuilder();
    for (DumpDatabase database : dump.databases()) {
      out.append(database.name());
      out.append(database.schemaFile() == null ? "" : "(" + database.schemaFile().path() + ")");
      for (DumpTable table : database.tables()) {
        out.append(" ").append(table.name());
        out.append(table.schemaFile() == null ? "" : "(" + table.schemaFile().path() + ")");
        out.append(table.dataFiles().stream().map(DumpFile::path).toList());
      }
      for (DumpView view : database.views()) {
        out.append(" view ").append(view.name()).append("(").append(view.file().path());
        out.append(view.placeholder() == null ? "" : "," + view.placeholder().path()).append(")");
      }
      out.append("\n");
    }
    return out.toString();
  }

  @Test
  void filesAreSortedIntoDatabasesTablesAndViews() throws Exception {
    files(
        "db-schema-create.sql",
        "db.t-schema.sql",
        "db.t.10.sql",
        "db.t.2.sql",
        "db.t.sql",
        "db.v-schema.sql",
        "db.v-schema-view.sql",
        "db.small.csv",
        "only.data.1.csv",
        "metadata",
        "mysql.user.sql",
        "db.t-schema-trigger.sql");
    Dump dump = scan(ScanOptions.defaults());
    assertThat(describe(dump))
        .isEqualTo(
            "db(db-schema-create.sql) small[db.small.csv]"
                + " t(db.t-schema.sql)[db.t.sql, db.t.10.sql, db.t.2.sql]"
                + " view v(db.v-schema-view.sql,db.v-schema.sql)\n"
                + "only data[only.data.1.csv]\n");
    assertThat(dump.leftOut())
        .containsExactlyInAnyOrder(
            new Dump.LeftOut("metadata", Dump.Reason.NO_RULE),
            new Dump.LeftOut("mysql.user.sql", Dump.Reason.FILTERED),
            new Dump.LeftOut("db.t-schema-trigger.sql", Dump.Reason.IGNORED));
    assertThat(dump.tableCount()).isEqualTo(3);
  }

  @Test
  void equalKeysKeepTheOrderOfTheWalk() throws Exception {
    files("b/db.t.1.sql", "a/db.t.1.sql", "db.t.0.sql");
    assertThat(describe(scan(ScanOptions.defaults())))
        .isEqualTo("db t[db.t.0.sql, a/db.t.1.sql, b/db.t.1.sql]\n");
  }

  @Test
  void spellingsThatDifferInCaseAreOneTable() throws Exception {
    files("db.T.1.sql", "db.t.2.sql", "DB-schema-create.sql");
    Dump dump = scan(ScanOptions.defaults());
    assertThat(describe(dump)).isEqualTo("DB(DB-schema-create.sql) T[db.T.1.sql, db.t.2.sql]\n");
    assertThat(dump.warnings()).hasSize(2).first().asString().contains("taken for one table");
    assertThat(describe(scan(ScanOptions.defaults().withCaseSensitive(true))))
        .isEqualTo("DB(DB-schema-create.sql)\ndb T[db.T.1.sql] t[db.t.2.sql]\n");
  }

  @Test
  void faultsOfSchemaFilesAreNamed() throws Exception {
    files("db.t-schema.sql", "a/db.t-schema.sql");
    assertThatThrownBy(() -> scan(ScanOptions.defaults()))
        .hasMessageContaining(
            "[Lightning:Loader:ErrInvalidSchemaFile]invalid table schema file, duplicated item -"
                + " db.t-schema.sql");
    Files.delete(folder.resolve("db.t-schema.sql"));
    files("db-schema-create.sql", "a/db-schema-create.sql");
    assertThatThrownBy(() -> scan(ScanOptions.defaults()))
        .hasMessageContaining(
            "[Lightning:Loader:ErrInvalidSchemaFile]invalid database schema file, duplicated item"
                + " - db-schema-create.sql");
  }

  @Test
  void aViewNeedsItsPlaceholder() throws Exception {
    files("db.v-schema-view.sql");
    assertThatThrownBy(() -> scan(ScanOptions.defaults()))
        .hasMessageContaining("invalid view schema file, miss host table schema for view 'v'");
  }

  @Test
  void anEmptyOrMissingSourceIsAnError() throws Exception {
    assertThatThrownBy(() -> scan(ScanOptions.defaults()))
        .hasMessageContaining("[Lightning:Storage:ErrEmptySourceDir]data-source-dir 'file://")
        .hasMessageContaining("doesn't exist or contains no files");
    assertThatThrownBy(
            () ->
                Dump.scan(
                    Storage.open(new LocalLocation(folder.resolve("none"))),
                    ScanOptions.defaults()))
        .hasMessageContaining("`mydumper.data-source-dir` does not exist");
    files("README");
    assertThat(scan(ScanOptions.defaults()).databases()).isEmpty();
  }

  @Test
  void routesMergeShards() throws Exception {
    files(
        "s1-schema-create.sql",
        "s1.t-schema.sql",
        "s1.t.2.sql",
        "s2-schema-create.sql",
        "s2.t-schema.sql",
        "s2.t.1.sql",
        "s2.stay.sql",
        "keep-schema-create.sql");
    List<RouteRule> routes = List.of(RouteRule.of("s*", "t", "Shop", "Orders"));
    assertThat(describe(scan(ScanOptions.defaults().withRoutes(routes))))
        .isEqualTo(
            "keep(keep-schema-create.sql)\n"
                + "s2(s2-schema-create.sql) stay[s2.stay.sql]\n"
                + "Shop(s1-schema-create.sql)"
                + " Orders(s1.t-schema.sql)[s2.t.1.sql, s1.t.2.sql]\n");
  }

  @Test
  void viewsAreRoutedLikeTables() throws Exception {
    files("s1.t-schema.sql", "s1.v-schema.sql", "s1.v-schema-view.sql", "s1.t.sql");
    List<RouteRule> routes = List.of(RouteRule.of("s1", "", "shop", ""));
    assertThat(describe(scan(ScanOptions.defaults().withRoutes(routes))))
        .isEqualTo(
            "shop t(s1.t-schema.sql)[s1.t.sql] view v(s1.v-schema-view.sql,s1.v-schema.sql)\n");
  }

  @Test
  void namesOfRoutesKeepTheirCaseOnlyWhereItCounts() throws Exception {
    files("S1.t.sql", "s2.t.sql");
    List<RouteRule> routes = List.of(RouteRule.of("s*", "T", "Shop", "Orders"));
    assertThat(describe(scan(ScanOptions.defaults().withRoutes(routes))))
        .isEqualTo("Shop Orders[S1.t.sql, s2.t.sql]\n");
    List<RouteRule> exact = List.of(RouteRule.of("s*", "t", "Shop", "Orders"));
    assertThat(describe(scan(ScanOptions.defaults().withCaseSensitive(true).withRoutes(exact))))
        .isEqualTo("S1 t[S1.t.sql]\nShop Orders[s2.t.sql]\n");
  }

  @Test
  void theFilterSeesNamesOfTheSource() throws Exception {
    files("s1.t.sql", "s2.t.sql");
    ScanOptions options =
        ScanOptions.defaults()
            .withRoutes(List.of(RouteRule.of("s*", "t", "x", "y")))
            .withFilter(TableFilter.parse(List.of("s1.*"), false));
    assertThat(describe(scan(options))).isEqualTo("x y[s1.t.sql]\n");
  }

  @Test
  void routesAndFileRulesExcludeEachOther() throws Exception {
    files("a");
    ScanOptions options =
        ScanOptions.defaults()
            .withRoutes(List.of(RouteRule.of("s*", "t", "x", "y")))
            .withFileRules(List.of(new FileRule("a", null, "s", "t", "sql", null, null)), false);
    assertThatThrownBy(() -> scan(options))
        .hasMessageContaining("can't config both [routes] and [mydumper.files]");
  }

  @Test
  void aSequenceIsPointedOut() throws Exception {
    files("db.seq-schema-sequence.sql");
    assertThat(scan(ScanOptions.defaults()).warnings())
        .singleElement()
        .asString()
        .contains("definition of a sequence");
  }

  @Test
  void aParquetFileCompressedAsAWholeIsRefused() throws Exception {
    files("db.t.1.parquet.gz");
    assertThatThrownBy(() -> scan(ScanOptions.defaults()))
        .isInstanceOf(ImportException.class)
        .hasMessageContaining("can't support whole compressed parquet file")
        .hasMessageContaining("path: db.t.1.parquet.gz");
  }

  @Test
  void rulesThatCatchNothingAreNamed() throws Exception {
    files("db.t.1.sql");
    Dump routed =
        scan(
            ScanOptions.defaults()
                .withRoutes(
                    List.of(RouteRule.of("db", "t", "x", "y"), RouteRule.of("db", "u", "x", "y"))));
    assertThat(routed.warnings()).singleElement().asString().contains("table-pattern: u");
    Dump sorted =
        scan(
            ScanOptions.defaults()
                .withFileRules(
                    List.of(
                        new FileRule("nothing", null, "a", "b", "sql", null, null),
                        new FileRule(null, "db.t", "a", "b", "sql", null, null)),
                    false));
    assertThat(sorted.warnings()).singleElement().asString().contains("pattern = 'nothing'");
  }
}
