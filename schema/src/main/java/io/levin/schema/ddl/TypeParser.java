package io.levin.schema.ddl;

import io.levin.schema.sql.SqlSyntaxException;
import io.levin.schema.sql.Token;
import io.levin.schema.sql.Token.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads column types in all of their spellings. */
final class TypeParser {
  private static final Map<String, String> CANONICAL =
      Map.ofEntries(
          Map.entry("INTEGER", "INT"),
          Map.entry("INT1", "TINYINT"),
          Map.entry("INT2", "SMALLINT"),
          Map.entry("INT3", "MEDIUMINT"),
          Map.entry("MIDDLEINT", "MEDIUMINT"),
          Map.entry("INT4", "INT"),
          Map.entry("INT8", "BIGINT"),
          Map.entry("BOOLEAN", "BOOL"),
          Map.entry("NUMERIC", "DECIMAL"),
          Map.entry("DEC", "DECIMAL"),
          Map.entry("FIXED", "DECIMAL"),
          Map.entry("FLOAT4", "FLOAT"),
          Map.entry("FLOAT8", "DOUBLE"),
          Map.entry("REAL", "DOUBLE"),
          Map.entry("CHARACTER", "CHAR"),
          Map.entry("NCHAR", "CHAR"),
          Map.entry("NVARCHAR", "VARCHAR"),
          Map.entry("VARCHARACTER", "VARCHAR"));

  private final TokenCursor in;
  private final List<String> elements = new ArrayList<>();
  private final List<Boolean> binaryElements = new ArrayList<>();
  private int length = -1;
  private int decimals = -1;

  TypeParser(TokenCursor in) {
    this.in = in;
  }

  TypeDefinition parse() {
    Token first = in.peek();
    String name = typeName();
    if (name.equals("ENUM") || name.equals("SET")) {
      elements();
    } else if (name.equals("VECTOR")) {
      vector();
    } else if (in.isSymbol("(")) {
      sizes();
    }
    if (!KNOWN.contains(name)) {
      throw new SqlSyntaxException("column type " + first.text() + " is not known", first.start());
    }
    return attributes(name);
  }

  private static final List<String> KNOWN =
      List.of(
          "TINYINT",
          "SMALLINT",
          "MEDIUMINT",
          "INT",
          "BIGINT",
          "BOOL",
          "DECIMAL",
          "FLOAT",
          "DOUBLE",
          "BIT",
          "CHAR",
          "VARCHAR",
          "BINARY",
          "VARBINARY",
          "TINYTEXT",
          "TEXT",
          "MEDIUMTEXT",
          "LONGTEXT",
          "TINYBLOB",
          "BLOB",
          "MEDIUMBLOB",
          "LONGBLOB",
          "DATE",
          "TIME",
          "DATETIME",
          "TIMESTAMP",
          "YEAR",
          "ENUM",
          "SET",
          "JSON",
          "VECTOR");

  private String typeName() {
    if (in.peek().kind() != Kind.WORD) {
      throw in.unexpected();
    }
    in.accept("NATIONAL");
    String word = in.next().text().toUpperCase(Locale.ROOT);
    String name =
        word.equals("REAL") && in.mode().realAsFloat()
            ? "FLOAT"
            : CANONICAL.getOrDefault(word, word);
    if (name.equals("DOUBLE")) {
      in.accept("PRECISION");
    } else if (name.equals("CHAR") && (in.accept("VARYING") || in.accept("VARCHAR"))) {
      return "VARCHAR";
    } else if (name.equals("LONG")) {
      return in.accept("VARBINARY") ? "MEDIUMBLOB" : longText();
    }
    return name;
  }

  private String longText() {
    if (!in.accept("VARCHAR") && in.accept("CHAR")) {
      in.accept("VARYING");
    }
    return "MEDIUMTEXT";
  }

  private void sizes() {
    in.expectSymbol("(");
    length = in.smallInteger();
    if (in.acceptSymbol(",")) {
      decimals = in.smallInteger();
    }
    in.expectSymbol(")");
  }

  private void vector() {
    if (in.acceptSymbol("<")) {
      in.expect("FLOAT");
      in.expectSymbol(">");
    }
    if (in.isSymbol("(")) {
      sizes();
    }
  }

  private void elements() {
    in.expectSymbol("(");
    do {
      Token token = in.peek();
      boolean literal = token.kind() == Kind.HEX || token.kind() == Kind.BIT;
      elements.add(literal ? literal(in.next()) : in.string());
      binaryElements.add(literal);
    } while (in.acceptSymbol(","));
    in.expectSymbol(")");
  }

  /** The bytes as characters: their character set is known later. */
  private static String literal(Token token) {
    byte[] bytes = Literals.bytes(token.text(), token.kind() == Kind.BIT);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private TypeDefinition attributes(String name) {
    boolean unsigned = false;
    boolean zerofill = false;
    boolean binary = false;
    String charset = "";
    String collate = "";
    while (true) {
      if (in.accept("UNSIGNED")) {
        unsigned = true;
      } else if (in.accept("ZEROFILL")) {
        unsigned = true;
        zerofill = true;
      } else if (in.accept("SIGNED")) {
        continue;
      } else if (in.accept("BINARY")) {
        binary = true;
      } else if (in.accept("ASCII")) {
        charset = "latin1";
      } else if (in.accept("UNICODE")) {
        charset = "ucs2";
      } else if (in.accept("BYTE")) {
        charset = "binary";
      } else if (in.accept("CHARSET")
          || in.accept("CHARACTER", "SET")
          || in.accept("CHAR", "SET")) {
        charset = in.nameOrString().toLowerCase(Locale.ROOT);
      } else if (in.accept("COLLATE")) {
        collate = in.nameOrString().toLowerCase(Locale.ROOT);
      } else {
        break;
      }
    }
    boolean anyLiteral = binaryElements.contains(true);
    return new TypeDefinition(
        name,
        length,
        decimals,
        elements,
        anyLiteral ? binaryElements : List.of(),
        unsigned,
        zerofill,
        charset,
        collate,
        binary);
  }
}
