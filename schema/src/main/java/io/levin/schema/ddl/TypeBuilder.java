package io.levin.schema.ddl;

import io.levin.schema.FieldType;
import io.levin.schema.Flags;
import io.levin.schema.MysqlType;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes the type of a column from its definition. */
final class TypeBuilder {
  private static final long TINY = 255;
  private static final long NORMAL = 65535;
  private static final long MEDIUM = 16777215;
  private static final long LONG = 4294967295L;

  private final TextType tableText;
  private final boolean newCollation;
  private final boolean strict;

  TypeBuilder(TextType tableText, DdlOptions options) {
    this.tableText = tableText;
    newCollation = options.newCollation();
    strict = options.sqlMode().strict();
  }

  FieldType build(String column, TypeDefinition type) {
    int sign = (type.unsigned() ? Flags.UNSIGNED : 0) | (type.zerofill() ? Flags.ZEROFILL : 0);
    boolean unsigned = type.unsigned();
    return switch (type.name()) {
      case "TINYINT" -> number(MysqlType.TINYINT, sign, width(type, unsigned ? 3 : 4), 0);
      case "BOOL" -> number(MysqlType.TINYINT, sign, 1, 0);
      case "SMALLINT" -> number(MysqlType.SMALLINT, sign, width(type, unsigned ? 5 : 6), 0);
      case "MEDIUMINT" -> number(MysqlType.MEDIUMINT, sign, width(type, unsigned ? 8 : 9), 0);
      case "INT" -> number(MysqlType.INT, sign, width(type, unsigned ? 10 : 11), 0);
      case "BIGINT" -> number(MysqlType.BIGINT, sign, width(type, 20), 0);
      case "DECIMAL" -> decimal(column, type, sign);
      case "FLOAT" -> real(column, type, sign);
      case "DOUBLE" -> number(MysqlType.DOUBLE, sign, width(type, 22), type.decimals());
      case "BIT" -> bit(column, type);
      case "YEAR" -> number(MysqlType.YEAR, Flags.UNSIGNED | Flags.ZEROFILL, 4, 0);
      case "DATE" -> number(MysqlType.DATE, Flags.BINARY, 10, 0);
      case "TIME" -> time(column, MysqlType.TIME, 10, type);
      case "DATETIME" -> time(column, MysqlType.DATETIME, 19, type);
      case "TIMESTAMP" -> time(column, MysqlType.TIMESTAMP, 19, type);
      case "JSON" -> number(MysqlType.JSON, Flags.BINARY, LONG, 0);
      case "VECTOR" -> number(MysqlType.VECTOR, Flags.BINARY, type.length(), 0);
      default -> text(column, type);
    };
  }

  private static int width(TypeDefinition type, int standard) {
    return type.length() < 0 ? standard : type.length();
  }

  private static FieldType number(int tp, int flag, long flen, int decimal) {
    return FieldType.of(tp, flag, flen, decimal, "binary", "binary");
  }

  private static FieldType decimal(String column, TypeDefinition type, int sign) {
    int precision = type.length() <= 0 ? 10 : type.length();
    int scale = Math.max(type.decimals(), 0);
    if (precision > 65) {
      throw new DdlException(
          "types",
          1426,
          "Too-big precision " + precision + " specified for '" + column + "'. Maximum is 65.");
    }
    if (scale > 30) {
      throw new DdlException(
          "types",
          1425,
          "Too big scale " + scale + " specified for column '" + column + "'. Maximum is 30.");
    }
    if (scale > precision) {
      throw new DdlException(
          "types",
          1427,
          "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column '" + column + "').");
    }
    return number(MysqlType.DECIMAL, sign, precision, scale);
  }

  /** FLOAT(p) is a FLOAT up to 24 bits and a DOUBLE above. */
  private static FieldType real(String column, TypeDefinition type, int sign) {
    if (type.length() < 0) {
      return number(MysqlType.FLOAT, sign, 12, -1);
    }
    if (type.decimals() >= 0) {
      return number(MysqlType.FLOAT, sign, type.length(), type.decimals());
    }
    if (type.length() > 53) {
      throw new DdlException(
          "parser", 1063, "Incorrect column specifier for column '" + column + "'");
    }
    return type.length() <= 24
        ? number(MysqlType.FLOAT, sign, 12, -1)
        : number(MysqlType.DOUBLE, sign, 22, -1);
  }

  private static FieldType bit(String column, TypeDefinition type) {
    int bits = type.length() <= 0 ? 1 : type.length();
    if (bits > 64) {
      throw new DdlException(
          "types", 1439, "Display width out of range for column '" + column + "' (max = 64)");
    }
    return number(MysqlType.BIT, Flags.UNSIGNED, bits, 0);
  }

  private static FieldType time(String column, int tp, int width, TypeDefinition type) {
    int fsp = Math.max(type.length(), 0);
    if (fsp > 6) {
      throw new DdlException(
          "types",
          1426,
          "Too-big precision " + fsp + " specified for '" + column + "'. Maximum is 6.");
    }
    return number(tp, Flags.BINARY, fsp == 0 ? width : width + 1 + fsp, fsp);
  }

  private FieldType text(String column, TypeDefinition type) {
    boolean binary = type.name().endsWith("BINARY") || type.name().endsWith("BLOB");
    TextType text =
        binary
            ? new TextType("binary", "binary")
            : TextType.of(type.charset(), type.collate(), tableText, newCollation);
    boolean members = type.name().equals("ENUM") || type.name().equals("SET");
    boolean both = !type.charset().isEmpty() && !type.collate().isEmpty();
    if (type.binaryCollation() && !both && !members) {
      text = text.binary(newCollation);
    }
    int flag = text.charset().equals("binary") ? Flags.BINARY : 0;
    return switch (type.name()) {
      case "CHAR", "BINARY" -> {
        int length = width(type, 1);
        limit(column, length, 255);
        yield FieldType.of(MysqlType.CHAR, flag, length, 0, text.charset(), text.collate());
      }
      case "VARCHAR", "VARBINARY" -> {
        if (type.length() < 0) {
          throw new DdlException(
              "parser", 1064, "VARCHAR of column '" + column + "' needs a length");
        }
        if (!strict && type.length() > NORMAL / text.maxBytes()) {
          yield sizedBlob(type.length(), flag, text);
        }
        limit(column, type.length(), (int) NORMAL / text.maxBytes());
        yield FieldType.of(
            MysqlType.VARCHAR, flag, type.length(), 0, text.charset(), text.collate());
      }
      case "TINYTEXT", "TINYBLOB" -> blob(MysqlType.TINY_BLOB, flag, TINY, text);
      case "MEDIUMTEXT", "MEDIUMBLOB" -> blob(MysqlType.MEDIUM_BLOB, flag, MEDIUM, text);
      case "LONGTEXT", "LONGBLOB" -> blob(MysqlType.LONG_BLOB, flag, LONG, text);
      case "TEXT", "BLOB" -> sizedBlob(type.length(), flag, text);
      case "ENUM" -> members(MysqlType.ENUM, flag, type, text);
      case "SET" -> members(MysqlType.SET, flag, type, text);
      default -> throw new DdlException("parser", 1064, "unknown type " + type.name());
    };
  }

  private static void limit(String column, int length, int maximum) {
    if (length > maximum) {
      throw new DdlException(
          "types",
          1074,
          "Column length too big for column '"
              + column
              + "' (max = "
              + maximum
              + "); use BLOB or TEXT instead");
    }
  }

  private static FieldType blob(int tp, int flag, long flen, TextType text) {
    return FieldType.of(tp, flag, flen, 0, text.charset(), text.collate());
  }

  /** BLOB(n) is the smallest of its family that holds n characters. */
  private static FieldType sizedBlob(int length, int flag, TextType text) {
    long bytes = length < 0 ? NORMAL : (long) length * text.maxBytes();
    if (bytes <= TINY) {
      return blob(MysqlType.TINY_BLOB, flag, TINY, text);
    } else if (bytes <= NORMAL) {
      return blob(MysqlType.BLOB, flag, NORMAL, text);
    } else if (bytes <= MEDIUM) {
      return blob(MysqlType.MEDIUM_BLOB, flag, MEDIUM, text);
    }
    return blob(MysqlType.LONG_BLOB, flag, LONG, text);
  }

  /** Members lose trailing blanks; those given as digits are in the column's character set. */
  private static FieldType members(int tp, int flag, TypeDefinition type, TextType text) {
    List<String> elements = new ArrayList<>();
    long flen = 0;
    for (int i = 0; i < type.elements().size(); i++) {
      boolean digits = i < type.binaryElements().size() && type.binaryElements().get(i);
      String given = withoutTrailingBlanks(type.elements().get(i));
      elements.add(digits ? withoutTrailingBlanks(decoded(type.elements().get(i), text)) : given);
      int length = digits ? given.length() : given.getBytes(StandardCharsets.UTF_8).length;
      flen = tp == MysqlType.SET ? flen + length : Math.max(flen, length);
    }
    flen += tp == MysqlType.SET ? elements.size() - 1 : 0;
    return new FieldType(
        tp, flag, flen, 0, text.charset(), text.collate(), elements, List.of(), false);
  }

  private static String decoded(String bytes, TextType text) {
    Charset charset =
        text.charset().equals("gbk") ? Charset.forName("GBK") : StandardCharsets.UTF_8;
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), charset);
  }

  private static String withoutTrailingBlanks(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
