package io.levin.playground.tidb.wire;

/**
 * A column of a result set as the protocol describes it.
 *
 * @param schema database of the table, empty for an expression
 * @param table alias of the table
 * @param originalTable name of the table
 * @param name label
 * @param originalName name in the table
 * @param type MySQL's type byte, such as 8 for BIGINT
 * @param charset id of the collation, 63 for bytes and numbers
 * @param length display length
 * @param flags MySQL's column flags, 32 for UNSIGNED and so on
 * @param decimals digits behind the point, 31 for a floating number without them
 */
public record ResultColumn(
    String schema,
    String table,
    String originalTable,
    String name,
    String originalName,
    int type,
    int charset,
    long length,
    int flags,
    int decimals) {

  /** Collation id of {@code binary}. */
  public static final int BINARY = 63;

  /** Collation id of {@code utf8mb4_bin}. */
  public static final int UTF8MB4_BIN = 46;

  /** NOT NULL flag. */
  public static final int NOT_NULL = 1;

  /** UNSIGNED flag. */
  public static final int UNSIGNED = 32;

  /** A text column that belongs to no table. */
  public static ResultColumn text(String name) {
    return new ResultColumn("", "", "", name, "", 253, UTF8MB4_BIN, 1024, 0, 31);
  }

  /** A signed BIGINT that belongs to no table. */
  public static ResultColumn number(String name) {
    return new ResultColumn("", "", "", name, "", 8, BINARY, 20, 128, 0);
  }

  /** An unsigned BIGINT that belongs to no table. */
  public static ResultColumn unsigned(String name) {
    return new ResultColumn("", "", "", name, "", 8, BINARY, 20, UNSIGNED | 128, 0);
  }

  void write(PayloadBuilder out, boolean withDefault) {
    out.lengthEncodedText("def")
        .lengthEncodedText(schema)
        .lengthEncodedText(table)
        .lengthEncodedText(originalTable)
        .lengthEncodedText(name)
        .lengthEncodedText(originalName)
        .u8(0x0c)
        .u16(charset)
        .u32(length)
        .u8(type)
        .u16(flags)
        .u8(decimals)
        .u16(0);
    if (withDefault) {
      out.u8(0xfb);
    }
  }
}
