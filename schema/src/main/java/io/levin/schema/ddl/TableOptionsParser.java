package io.levin.schema.ddl;

import io.levin.schema.TtlInfo;
import io.levin.schema.expr.ExprText;
import io.levin.schema.sql.Token;
import io.levin.schema.sql.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the options of a table or a database, up to the first word that is none. */
final class TableOptionsParser {
  /** TiDB's numbers of the units of time, as in {@link TtlInfo#intervalTimeUnit()}. */
  static final List<String> UNITS =
      List.of(
          "", "MICROSECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR");

  private static final Set<String> PLAIN =
      Set.of(
          "ENGINE",
          "AUTO_INCREMENT",
          "AUTO_RANDOM_BASE",
          "AUTO_ID_CACHE",
          "AVG_ROW_LENGTH",
          "CHECKSUM",
          "TABLE_CHECKSUM",
          "COMMENT",
          "COMPRESSION",
          "CONNECTION",
          "DELAY_KEY_WRITE",
          "ENCRYPTION",
          "ENGINE_ATTRIBUTE",
          "INSERT_METHOD",
          "KEY_BLOCK_SIZE",
          "MAX_ROWS",
          "MIN_ROWS",
          "NODEGROUP",
          "PACK_KEYS",
          "PASSWORD",
          "PRE_SPLIT_REGIONS",
          "ROW_FORMAT",
          "SECONDARY_ENGINE",
          "SECONDARY_ENGINE_ATTRIBUTE",
          "SHARD_ROW_ID_BITS",
          "STATS_AUTO_RECALC",
          "STATS_PERSISTENT",
          "STATS_SAMPLE_PAGES",
          "STATS_BUCKETS",
          "STATS_TOPN",
          "STATS_SAMPLE_RATE",
          "STATS_COL_CHOICE",
          "STATS_COL_LIST",
          "TABLESPACE",
          "STORAGE",
          "TTL_ENABLE",
          "TTL_JOB_INTERVAL");

  private final TokenCursor in;
  private final Map<String, String> values = new HashMap<>();
  private String ttlColumn;
  private String ttlAmount;
  private int ttlUnit;

  TableOptionsParser(TokenCursor in) {
    this.in = in;
  }

  TableOptions parse() {
    while (option()) {
      if (in.isSymbol(",") && isOption(in.peek(1))) {
        in.next();
      }
    }
    TtlInfo ttl =
        ttlColumn == null
            ? null
            : new TtlInfo(
                ttlColumn,
                ttlAmount,
                ttlUnit,
                !values.getOrDefault("TTL_ENABLE", "ON").equalsIgnoreCase("OFF"),
                values.getOrDefault("TTL_JOB_INTERVAL", "1h"));
    return new TableOptions(values, ttl);
  }

  static boolean isOption(Token token) {
    return PLAIN.contains(token.keyword())
        || token.isAny(
            "DEFAULT",
            "CHARSET",
            "CHARACTER",
            "COLLATE",
            "TTL",
            "PLACEMENT",
            "UNION",
            "DATA",
            "INDEX");
  }

  private boolean option() {
    if (in.is("DEFAULT")
        && in.peek(1).isAny("CHARSET", "CHARACTER", "CHAR", "COLLATE", "PLACEMENT", "ENCRYPTION")) {
      in.next();
    }
    if (in.accept("CHARSET") || in.accept("CHARACTER", "SET") || in.accept("CHAR", "SET")) {
      put("CHARSET");
    } else if (in.accept("COLLATE")) {
      put("COLLATE");
    } else if (in.accept("TTL")) {
      ttl();
    } else if (in.accept("PLACEMENT", "POLICY")) {
      put("PLACEMENT POLICY");
    } else if (in.accept("DATA", "DIRECTORY") || in.accept("INDEX", "DIRECTORY")) {
      put("DIRECTORY");
    } else if (in.accept("UNION")) {
      in.acceptSymbol("=");
      in.parenthesized();
    } else if (PLAIN.contains(in.peek().keyword())) {
      put(in.next().keyword());
    } else {
      return false;
    }
    return true;
  }

  private void put(String name) {
    in.acceptSymbol("=");
    Token value = in.peek();
    if (value.kind() == Kind.STRING) {
      values.put(name, in.string());
    } else if (value.isName() || value.kind() == Kind.INTEGER || value.kind() == Kind.DECIMAL) {
      values.put(name, in.next().text());
    } else {
      throw in.unexpected();
    }
  }

  private void ttl() {
    in.expectSymbol("=");
    ttlColumn = in.name();
    in.expectSymbol("+");
    in.expect("INTERVAL");
    List<Token> amount = new ArrayList<>();
    while (!UNITS.contains(in.peek().keyword()) || in.peek().keyword().isEmpty()) {
      if (in.atEnd()) {
        throw in.unexpected();
      }
      amount.add(in.next());
    }
    ttlAmount = ExprText.of(in.expr(amount)).replaceFirst("^_utf8mb4", "");
    ttlUnit = UNITS.indexOf(in.next().text().toUpperCase(Locale.ROOT));
  }
}
