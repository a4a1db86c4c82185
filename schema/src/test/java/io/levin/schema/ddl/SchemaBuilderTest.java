package io.levin.schema.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.levin.schema.ColumnInfo;
import io.levin.schema.Flags;
import io.levin.schema.IndexInfo;
import io.levin.schema.MysqlType;
import io.levin.schema.PartitionDefinition;
import io.levin.schema.TableInfo;
import io.levin.schema.sql.SqlMode;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaBuilderTest {
  private static final DdlOptions OPTIONS = DdlOptions.defaults("test");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "a int unsigned zerofill | `a` int(10) unsigned zerofill DEFAULT NULL",
        "a integer(5) signed | `a` int(5) DEFAULT NULL",
        "a int4 | `a` int(11) DEFAULT NULL",
        "a middleint | `a` mediumint(9) DEFAULT NULL",
        "a numeric(5) | `a` decimal(5,0) DEFAULT NULL",
        "a double precision | `a` double DEFAULT NULL",
        "a real(7,3) unsigned | `a` double(7,3) unsigned DEFAULT NULL",
        "a float(30) | `a` double DEFAULT NULL",
        "a bool default true | `a` tinyint(1) DEFAULT '1'",
        "a serial | `a` bigint(20) unsigned NOT NULL AUTO_INCREMENT",
        "a char | `a` char(1) DEFAULT NULL",
        "a character varying(5) | `a` varchar(5) DEFAULT NULL",
        "a national varchar(5) | `a` varchar(5) DEFAULT NULL",
        "a long varchar | `a` mediumtext DEFAULT NULL",
        "a long varbinary | `a` mediumblob DEFAULT NULL",
        "a text(10) | `a` tinytext DEFAULT NULL",
        "a text(100) charset latin1 | `a` tinytext CHARACTER SET latin1 COLLATE latin1_bin DEFAULT NULL",
        "a blob(70000) | `a` mediumblob DEFAULT NULL",
        "a varchar(3) byte | `a` varbinary(3) DEFAULT NULL",
        "a varchar(3) charset utf8 binary | `a` varchar(3) CHARACTER SET utf8 COLLATE utf8_bin DEFAULT NULL",
        "a varchar(3) collate utf8mb4_general_ci | `a` varchar(3) COLLATE utf8mb4_general_ci DEFAULT NULL",
        "a varchar(3) charset gbk | `a` varchar(3) CHARACTER SET gbk COLLATE gbk_chinese_ci DEFAULT NULL",
        "a varchar(3) charset utf8mb3 collate utf8mb3_general_ci | `a` varchar(3) CHARACTER SET utf8 COLLATE utf8_general_ci DEFAULT NULL",
        "a enum('x') binary | `a` enum('x') DEFAULT NULL",
        "a float(5,2) default 9.999 | `a` float(5,2) DEFAULT '10'",
        "a float(7,3) default 2.3456 | `a` float(7,3) DEFAULT '2.346'",
        "a double(10,2) default 1.015 | `a` double(10,2) DEFAULT '1.01'",
        "a double(10,2) default '1e-999999999' | `a` double(10,2) DEFAULT '0'",
        "a double(10,2) default '-1e999999999' | -",
        "a double(10,2) default 1e999999999 | -",
        "a float default 1e39 | -",
        "a int default '1.5' | `a` int(11) DEFAULT '2'",
        "a int default 2.5e0 | `a` int(11) DEFAULT '2'",
        "a float default 1.10 | `a` float DEFAULT '1.1'",
        "a time default '1 10' | `a` time DEFAULT '34:00:00'",
        "a time default 0x10 | `a` time DEFAULT '16'",
        "a enum('a','b') default x'61' | `a` enum('a','b') DEFAULT 'a'",
        "a enum('a','b') default '2' | `a` enum('a','b') DEFAULT 'b'",
        "a set('a','b','c') default x'612c62' | `a` set('a','b','c') DEFAULT 'a,b'",
        "a set('a','b','c') default '5' | `a` set('a','b','c') DEFAULT 'a,c'",
        "a varchar(9) charset gbk default x'c4e3' | `a` varchar(9) CHARACTER SET gbk COLLATE gbk_chinese_ci DEFAULT '你'",
        "a enum(x'c4e3','b') charset gbk | `a` enum('你','b') CHARACTER SET gbk COLLATE gbk_chinese_ci DEFAULT NULL",
        "a char(5) binary collate utf8mb4_general_ci | `a` char(5) DEFAULT NULL",
        "a date default '2024-00-00' | -",
        "a date default '0000-00-00' | -",
        "a date default 20240102 | `a` date DEFAULT '2024-01-02'",
        "a time(1) default '101112' | `a` time(1) DEFAULT '10:11:12.0'",
        "a varchar(9) default 'a' 'b' not null | `a` varchar(9) NOT NULL DEFAULT 'ab'",
        "a varchar(9) default 'it''s \\\\ \\n' | `a` varchar(9) DEFAULT 'it''s \\\\ \\n'",
        "a varchar(9) default _utf8mb4'x' | `a` varchar(9) DEFAULT 'x'",
        "a enum('x''y','z ') default 2 | `a` enum('x''y','z') DEFAULT 'z'",
        "a set('p','q','r') default 'r,p' | `a` set('p','q','r') DEFAULT 'p,r'",
        "a set('p','q','r') default 6 | `a` set('p','q','r') DEFAULT 'q,r'",
        "a set(x'61','b') | `a` set('a','b') DEFAULT NULL",
        "a bit default 1 | `a` bit(1) DEFAULT b'1'",
        "a bit(12) default 0x0abc | `a` bit(12) DEFAULT b'101010111100'",
        "a int default 0x1F | `a` int(11) DEFAULT '31'",
        "a int default -007 | `a` int(11) DEFAULT '-7'",
        "a double default 1e3 | `a` double DEFAULT '1000'",
        "a int default (1+1) | -",
        "a date default 20200131 | `a` date DEFAULT '2020-01-31'",
        "a date default date '2020-01-31' | -",
        "a datetime(3) default '2020-1-2 3:4:5.6789' | `a` datetime(3) DEFAULT '2020-01-02 03:04:05.679'",
        "a time(2) default '-1 2:03:04' | `a` time(2) DEFAULT '-26:03:04.00'",
        "a datetime default localtimestamp() on update now() | `a` datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP",
        "a varchar(36) default (uuid()) | `a` varchar(36) DEFAULT (uuid())",
        "a bigint default (next value for s) | -",
        "a bigint default next value for s | `a` bigint(20) DEFAULT (nextval(`s`))",
        "a int column_format fixed storage disk references q (z) on delete cascade comment 'c' | `a` int(11) DEFAULT NULL COMMENT 'c'",
        "a int check (a > 0) not enforced constraint c check (a < 9) | `a` int(11) DEFAULT NULL",
        "a vector<float>(3) | `a` vector(3) DEFAULT NULL",
        "`a` int generated always as ((`a`)) virtual not null | `a` int(11) GENERATED ALWAYS AS ((`a`)) VIRTUAL NOT NULL",
      })
  void aColumnIsShownAsTiDbShowsIt(String column, String shown) {
    String sql = "CREATE TABLE t (" + column + ", KEY k (a))";
    if (column.contains("text") || column.contains("blob") || column.contains("long")) {
      sql = "CREATE TABLE t (" + column + ", KEY k (a(3)))";
    } else if (column.contains("vector")) {
      sql = "CREATE TABLE t (" + column + ")";
    }
    if (shown.equals("-")) {
      String refused = sql;
      assertThatThrownBy(() -> create(refused)).isInstanceOf(RuntimeException.class);
      return;
    }
    assertThat(ShowCreateTable.of(create(sql), OPTIONS).lines().skip(1).findFirst().orElseThrow())
        .isEqualTo("  " + shown + (column.contains("vector") ? "" : ","));
  }

  @Test
  void theOptionsOfADumpAreTakenIn() {
    TableInfo table =
        create(
            """
            CREATE TABLE `a b` (
              `id` bigint(20) NOT NULL /*T![auto_rand] AUTO_RANDOM(5) */ COMMENT 'x;y)',
              `b` varchar(10) DEFAULT NULL, -- tail
              PRIMARY KEY (`id`) /*T![clustered_index] CLUSTERED */,
              KEY `k` (`b`) /*!80000 INVISIBLE */ # other
            ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci
              /*T![auto_rand_base] AUTO_RANDOM_BASE=30001 */ /*T! PRE_SPLIT_REGIONS=3 */
              COMMENT='it''s'""");
    assertThat(table.name()).isEqualTo("a b");
    assertThat(table.pkIsHandle()).isTrue();
    assertThat(table.autoRandomBits()).isEqualTo(5);
    assertThat(table.autoRandId()).isEqualTo(30001);
    assertThat(table.preSplitRegions()).isEqualTo(3);
    assertThat(table.comment()).isEqualTo("it's");
    assertThat(table.columns().get(1).type().collate()).isEqualTo("utf8mb4_general_ci");
    assertThat(table.index("K").orElseThrow().invisible()).isTrue();
  }

  @Test
  void wordsThatAreNotReservedCanBeNames() {
    String names =
        "status type value name comment date time timestamp year text count user level data action"
            + " begin end hash host offset global local password position session sequence version"
            + " enum json bit region regions clustered nonclustered ttl placement policy vector"
            + " visible role nulls auto_random charset engine format expire cache";
    String columns = String.join(" int, ", names.split(" ")) + " int";
    assertThat(create("CREATE TABLE t (" + columns + ", KEY (date), KEY (comment, end))").columns())
        .hasSize(names.split(" ").length);
  }

  @Test
  void aPrimaryKeyIsClusteredAsTheClusterIsSet() {
    String integer = "CREATE TABLE t (a int PRIMARY KEY)";
    String text = "CREATE TABLE t (a varchar(5) PRIMARY KEY)";
    assertThat(create(text).isCommonHandle()).isTrue();
    SchemaBuilder intOnly =
        new SchemaBuilder(OPTIONS.withClusteredIndex(DdlOptions.ClusteredIndex.INT_ONLY));
    assertThat(intOnly.create(integer, () -> 1).pkIsHandle()).isTrue();
    assertThat(intOnly.create(text, () -> 1).hasImplicitRowId()).isTrue();
    SchemaBuilder off =
        new SchemaBuilder(OPTIONS.withClusteredIndex(DdlOptions.ClusteredIndex.OFF));
    assertThat(off.create(integer, () -> 1).hasImplicitRowId()).isTrue();
  }

  @Test
  void checkConstraintsAreKeptWhereTheClusterHasThem() {
    TableInfo table =
        new SchemaBuilder(OPTIONS.withCheckConstraints(true))
            .create(
                "CREATE TABLE t (a int CHECK (a > 0), b int, CONSTRAINT c CHECK (a < b) NOT"
                    + " ENFORCED)",
                () -> 1);
    assertThat(ShowCreateTable.of(table, OPTIONS))
        .contains("CONSTRAINT `c` CHECK ((`a` < `b`)) /*!80016 NOT ENFORCED */")
        .contains("CHECK ((`a` > 0))");
  }

  @Test
  void foreignKeysReferToTheCurrentDatabaseUnlessTheySayAnother() {
    TableInfo table =
        create(
            "CREATE TABLE t (a int, b int, FOREIGN KEY (a) REFERENCES q (x) ON DELETE CASCADE ON"
                + " UPDATE SET NULL, CONSTRAINT f FOREIGN KEY (b) REFERENCES p.q (y))");
    assertThat(ShowCreateTable.of(table, OPTIONS))
        .contains(
            "CONSTRAINT `fk_1` FOREIGN KEY (`a`) REFERENCES `q` (`x`) ON DELETE CASCADE ON UPDATE"
                + " SET NULL")
        .contains("CONSTRAINT `f` FOREIGN KEY (`b`) REFERENCES `p`.`q` (`y`)");
  }

  @Test
  void aForeignKeyHasAnIndexUnlessAnotherBeginsWithItsColumns() {
    TableInfo table =
        create(
            "CREATE TABLE t (a int, b int, c int, KEY k (b, c), KEY l (c, a), FOREIGN KEY (a)"
                + " REFERENCES q (x), FOREIGN KEY (b) REFERENCES q (y))");
    assertThat(table.indices()).extracting(IndexInfo::name).containsExactly("k", "l", "fk_1");
    assertThat(table.columns().get(0).type().has(Flags.MULTIPLE_KEY)).isFalse();
  }

  @Test
  void aKeyThatStandsForThePrimaryKeyIsVisible() {
    assertThatThrownBy(() -> create("CREATE TABLE t (a int NOT NULL, UNIQUE (a) INVISIBLE)"))
        .isInstanceOfSatisfying(DdlException.class, e -> assertThat(e.code()).isEqualTo(3522));
  }

  @Test
  void likeCopiesEverythingButTheIds() {
    AtomicLong ids = new AtomicLong(100);
    SchemaBuilder builder = new SchemaBuilder(OPTIONS);
    TableInfo source =
        builder.create(
            "CREATE TABLE t (a int, KEY (a)) AUTO_INCREMENT=7 PARTITION BY HASH (a) PARTITIONS 2",
            ids::incrementAndGet);
    TableInfo copy = builder.like(source, "u", ids::incrementAndGet);
    assertThat(copy.id()).isEqualTo(104);
    assertThat(copy.partition().definitions())
        .extracting(PartitionDefinition::id)
        .containsExactly(105L, 106L);
    assertThat(copy.autoIncId()).isZero();
    assertThat(copy.columns()).isEqualTo(source.columns());
    assertThat(copy.indices()).isEqualTo(source.indices());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "a int, A int | ddl:1060",
        "a int, KEY k (a), KEY K (a) | ddl:1061",
        "a int PRIMARY KEY, PRIMARY KEY (a) | ddl:1068",
        "a int, KEY (b) | ddl:1072",
        "a int DEFAULT 'x' | types:1067",
        "a int NOT NULL DEFAULT NULL | types:1067",
        "a date DEFAULT '2020-02-30' | types:1067",
        "a datetime(3) DEFAULT CURRENT_TIMESTAMP | types:1067",
        "a enum('x') DEFAULT 'y' | types:1067",
        "a time DEFAULT '99999999999 10' | types:1067",
        "a time DEFAULT '178956971 10:00' | types:1067",
        "a enum('x') DEFAULT 1.0 | types:1067",
        "a enum('x') DEFAULT 1.5 | types:1067",
        "a enum('x') DEFAULT 0 | types:1067",
        "a set('x') DEFAULT 1.0 | types:1067",
        "a set('x') DEFAULT 0 | types:1067",
        "a text DEFAULT 'x' | ddl:1101",
        "a json DEFAULT '{}' | ddl:1101",
        "a varchar(20000) | types:1074",
        "a int AUTO_INCREMENT | ddl:1075",
        "a int AUTO_INCREMENT, b int AUTO_INCREMENT, KEY (a), KEY (b) | ddl:1075",
        "a varchar(9) AUTO_INCREMENT, KEY (a) | ddl:1063",
        "a int, KEY (a(3)) | ddl:1089",
        "a varchar(5), KEY (a(6)) | ddl:1089",
        "a text, KEY (a) | ddl:1170",
        "a json, KEY (a) | ddl:3152",
        "a varchar(1000), KEY (a) | ddl:1071",
        "a varchar(9) charset klingon | parser:1115",
        "a varchar(9) collate utf8mb4_klingon_ci | ddl:1273",
        "a varchar(9) charset latin1 collate utf8mb4_bin | ddl:1253",
        "a int AS (b + 1) | ddl:1054",
        "a int, SPATIAL KEY (a) | ddl:1464",
        "a int, KEY ((a)) | ddl:3762",
        "a int, KEY ((b + 1)) | ddl:1054",
        "a int, KEY ((conv(a, 10, 16))) | ddl:8200",
        "a int AUTO_RANDOM PRIMARY KEY | ddl:8216",
        "a bigint AUTO_RANDOM(16) PRIMARY KEY | ddl:8216",
        "a bigint AUTO_RANDOM, b int PRIMARY KEY | ddl:8216",
        "a bigint AUTO_RANDOM PRIMARY KEY NONCLUSTERED | ddl:8216",
        "a decimal(66) | types:1426",
        "a decimal(5,6) | types:1427",
        "a datetime(7) | types:1426",
        "a varchar(9) DEFAULT (load_file('x')) | ddl:3770",
      })
  void whatTiDbRefusesIsRefusedWithItsNumber(String body, String code) {
    assertThatThrownBy(() -> create("CREATE TABLE t (" + body + ")"))
        .isInstanceOfSatisfying(
            DdlException.class, e -> assertThat(e.rfcCode()).as(e.getMessage()).isEqualTo(code));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HASH (b) PARTITIONS 2 | 1054",
        "LIST COLUMNS (b) (PARTITION p VALUES IN (1)) | 1054",
        "HASH (c) PARTITIONS 2 | 1503",
        "RANGE (a) (PARTITION p VALUES LESS THAN (1), PARTITION P VALUES LESS THAN (2)) | 1517",
        "RANGE COLUMNS (d) (PARTITION p VALUES LESS THAN ('x')) | 1654",
        "RANGE (a) (PARTITION p VALUES LESS THAN (rand(1))) | 8200",
        "RANGE COLUMNS (d) (PARTITION p VALUES LESS THAN (20240102)) | 1654",
        "RANGE (a) (PARTITION p VALUES LESS THAN (unix_timestamp('2024-01-02 03:04:05.0'))) | 8200",
        "RANGE (a) INTERVAL (0) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (9) | 8200",
        "RANGE (a) INTERVAL (3) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (9) | 8200",
        "RANGE (a) INTERVAL (1) FIRST PARTITION LESS THAN (1) LAST PARTITION LESS THAN (9999) | 1499",
      })
  void partitionsThatTiDbRefusesAreRefused(String clause, int code) {
    assertThatThrownBy(
            () ->
                create(
                    "CREATE TABLE t (a int, c int, d date, UNIQUE (a, d)) PARTITION BY " + clause))
        .isInstanceOfSatisfying(
            DdlException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }

  @Test
  void alteringKeepsOffsetsFlagsAndIds() {
    TableInfo table =
        create("CREATE TABLE t (a int, b varchar(9), c int, KEY k (b), UNIQUE KEY u (c, a))");
    TableInfo wider = alter(table, "ALTER TABLE t ADD COLUMN d int NOT NULL DEFAULT 5 FIRST");
    assertThat(wider.columns()).extracting(ColumnInfo::name).containsExactly("d", "a", "b", "c");
    assertThat(wider.columns().get(0).id()).isEqualTo(4);
    assertThat(wider.columns().get(0).originDefault()).isEqualTo("5");
    assertThat(wider.index("u").orElseThrow().columns().get(0).offset()).isEqualTo(3);

    TableInfo indexed = alter(wider, "ALTER TABLE t ADD KEY e ((a + 1)), ADD UNIQUE (a)");
    assertThat(indexed.index("e").orElseThrow().id()).isEqualTo(3);
    assertThat(indexed.index("a").orElseThrow().unique()).isTrue();
    assertThat(indexed.columns().get(4).hidden()).isTrue();
    assertThat(indexed.maxColumnId()).isEqualTo(5);

    TableInfo added = alter(indexed, "ALTER TABLE t ADD COLUMN f int");
    assertThat(added.columns()).extracting(ColumnInfo::offset).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(added.columns().get(5).name()).isEqualTo("f"); // behind the hidden column, too

    TableInfo dropped = alter(added, "ALTER TABLE t DROP INDEX e, DROP COLUMN b, DROP INDEX a");
    assertThat(dropped.columns()).extracting(ColumnInfo::name).containsExactly("d", "a", "c", "f");
    assertThat(dropped.index("k")).isEmpty();
    assertThat(dropped.columns().get(1).type().has(Flags.UNIQUE_KEY)).isFalse();
    assertThat(dropped.maxIndexId()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DROP COLUMN a | 8200",
        "DROP COLUMN c | 3108",
        "DROP COLUMN x | 1091",
        "DROP INDEX x | 1091",
        "DROP PRIMARY KEY | 8200",
        "ADD COLUMN a int | 1060",
        "ADD COLUMN x int AFTER y | 1054",
        "ADD COLUMN x int PRIMARY KEY | 8200",
        "ADD COLUMN x datetime DEFAULT CURRENT_TIMESTAMP | 8200",
        "ADD PRIMARY KEY (b) | 1068",
        "ADD KEY k (b) | 1061",
        "DROP INDEX k, ADD KEY k (c) | 1061",
        "ADD KEY (b, b) | 1060",
        "ADD KEY (c), ADD UNIQUE (c) | 8200",
        "ADD COLUMN x int, DROP COLUMN x | 1091",
        "ADD COLUMN x int, ADD COLUMN y int AFTER x | 8200",
        "ADD KEY (c), AUTO_ID_CACHE = 7 | 8200",
      })
  void alterationsThatTiDbRefusesAreRefused(String clause, int code) {
    TableInfo table =
        create("CREATE TABLE t (a int PRIMARY KEY, b int, c int, d int AS (c + 1), KEY k (b))");
    assertThatThrownBy(() -> alter(table, "ALTER TABLE t " + clause))
        .isInstanceOfSatisfying(DdlException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aCharColumnOfItsWholeLengthIsIndexedWhole() {
    TableInfo table = create("CREATE TABLE t (a varchar(5), KEY (a(5)))");
    assertThat(table.indices().get(0).columns().get(0).isPrefix()).isFalse();
    assertThat(table.columns().get(0).type().tp()).isEqualTo(MysqlType.VARCHAR);
  }

  private static TableInfo create(String sql) {
    return new SchemaBuilder(OPTIONS).create(sql, new AtomicLong()::incrementAndGet);
  }

  private static TableInfo alter(TableInfo table, String sql) {
    List<Alteration> alterations = ((Statement.AlterTable) Statements.parse(sql)).alterations();
    return new SchemaBuilder(OPTIONS).alter(table, alterations);
  }

  @Test
  void aBoundIsALiteralWhateverItHolds() {
    String sql =
        "CREATE TABLE t (a VARCHAR(9)) PARTITION BY RANGE COLUMNS (a)"
            + " (PARTITION p VALUES LESS THAN ('x\\\\'''))";
    TableInfo table = new SchemaBuilder(OPTIONS).create(sql, new AtomicLong()::getAndIncrement);
    assertThat(table.partition().definitions().get(0).lessThan()).containsExactly("'x\\\\'''");
  }

  @Test
  void aDefaultInAnHourThatComesTwiceIsTheOneThatTiDbPicks() {
    String sql = "CREATE TABLE t (a TIMESTAMP NULL DEFAULT '1975-11-02 01:30:00')";
    DdlOptions turkey = OPTIONS.withZone(ZoneId.of("Turkey"));
    TableInfo table = new SchemaBuilder(turkey).create(sql, () -> 1);
    assertThat(table.columns().get(0).defaultValue()).isEqualTo("1975-11-01 23:30:00");
  }

  @Test
  void binaryBehindATypeMeansTheCharacterSetsDefaultCollation() {
    String sql = "CREATE TABLE t (a CHAR(5) BINARY) CHARSET=gbk COLLATE=gbk_bin";
    TableInfo table = new SchemaBuilder(OPTIONS).create(sql, () -> 1);
    assertThat(table.columns().get(0).type().collate()).isEqualTo("gbk_chinese_ci");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      nullValues = "-",
      value = {
        "a date default '2024-00-00' | '' | 2024-00-00",
        "a date default '2024-02-30' | ALLOW_INVALID_DATES | 2024-02-30",
        "a date default '2024-02-30' | '' | refused",
        "a datetime(3) default '0000-00-00' | NO_ZERO_DATE | 0000-00-00 00:00:00.000",
        "a datetime(3) default 0 | STRICT_TRANS_TABLES | 0000-00-00 00:00:00",
        "a datetime default '2024-00-01' | STRICT_TRANS_TABLES,NO_ZERO_IN_DATE | refused",
        "a timestamp default '2024-00-01' | '' | refused",
        "a timestamp default '1969-12-31' | '' | refused",
        "a datetime default '9999-12-31 23:59:59.9' | '' | refused",
        "a text default '' | '' | ''",
        "a json default '' | '' | null",
        "a text default '' | STRICT_TRANS_TABLES | refused",
      })
  void theModeDecidesWhichDefaultsThereAre(String column, String mode, String wanted) {
    SchemaBuilder builder = new SchemaBuilder(OPTIONS.withSqlMode(SqlMode.of(unquoted(mode))));
    String sql = "CREATE TABLE t (" + column + ")";
    if (wanted.equals("refused")) {
      assertThatThrownBy(() -> builder.create(sql, () -> 1)).isInstanceOf(DdlException.class);
    } else {
      assertThat(builder.create(sql, () -> 1).columns().get(0).defaultValue())
          .isEqualTo(unquoted(wanted));
    }
  }

  private static String unquoted(String text) {
    return text.equals("''") ? "" : text;
  }

  @Test
  void aLaxModeMakesATextOfAVarcharThatIsTooLong() {
    DdlOptions lax = OPTIONS.withSqlMode(SqlMode.of(""));
    TableInfo table = new SchemaBuilder(lax).create("CREATE TABLE t (a VARCHAR(20000))", () -> 1);
    assertThat(table.columns().get(0).type().tp()).isEqualTo(MysqlType.MEDIUM_BLOB);
  }

  @Test
  void boundsOfBytesAreKeptInHexadecimal() {
    String sql =
        "CREATE TABLE t (a BINARY(2), b VARBINARY(9)) PARTITION BY LIST COLUMNS (a, b)"
            + " (PARTITION p VALUES IN (('x', x'FF00'), (b'1100001', '')))";
    TableInfo table = new SchemaBuilder(OPTIONS).create(sql, new AtomicLong()::getAndIncrement);
    assertThat(table.partition().definitions().get(0).inValues())
        .containsExactly(
            List.of("_binary 0x7800", "_binary 0xff00"), List.of("_binary 0x6100", "_binary 0x"));
  }
}
