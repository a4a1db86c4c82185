package io.levin.kv;

import io.levin.base.Bytes;
import io.levin.base.KvBuffer;
import io.levin.kv.collation.Collation;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.Session;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.ColumnInfo;
import io.levin.schema.FieldType;
import io.levin.schema.MysqlType;

/**
 * The bytes of one column's values: in rows of both formats and in keys. What is written follows
 * from the value's kind, so a column's restored data may be a number where its values are text.
 * Keeps scratch space.
 */
final class ColumnBytes {
  /** The most bytes of a value in a row that is no slice: a decimal's 4 + 4 * 9, and its flag. */
  private static final int MOST_FIXED = 48;

  private final long id;
  private final int precision;
  private final int fraction;
  private final Collation collation;
  private final boolean keyIsText;
  private final boolean padSpace;
  private final SessionZone zone;
  private byte[] sortKey = new byte[0];

  ColumnBytes(ColumnInfo column, Session session) {
    FieldType type = column.type();
    id = column.id();
    precision = (int) type.flen();
    fraction = Math.max(0, type.decimal());
    boolean text = MysqlType.isString(type.tp()) && !type.array();
    collation = Collation.forName(text ? type.collate() : "binary", session.newCollation());
    keyIsText = collation.bin();
    padSpace = collation.padSpace();
    zone = session.zone();
  }

  /** The column's id, by which values are found in a row. */
  long id() {
    return id;
  }

  /** How many bytes a value can have in a row at most, of either format. */
  int mostRowBytes(Value value) {
    return switch (value.kind()) {
      case STRING, JSON, VECTOR, BINARY_LITERAL -> value.length() + 16;
      default -> MOST_FIXED;
    };
  }

  /** Writes a value that is not NULL as row format 2 has it. */
  int putRow(Value value, byte[] to, int at) {
    return switch (value.kind()) {
      case INT, DURATION -> putSigned(value.bits(), to, at);
      case UINT, ENUM, SET, BIT -> putUnsigned(value.bits(), to, at);
      case DATE, DATETIME -> putUnsigned(CoreTime.pack(value.bits()), to, at);
      case TIMESTAMP -> putUnsigned(packUtc(value.bits()), to, at);
      case DOUBLE -> KeyCodec.putUint(to, at, KeyCodec.comparableDouble(value.asDouble()));
      case DECIMAL -> putDecimal(value.decimal(), to, at);
      default -> {
        System.arraycopy(value.array(), value.offset(), to, at, value.length());
        yield at + value.length();
      }
    };
  }

  /** Writes a value as row format 1 has it, its flag first. */
  int putRowV1(Value value, byte[] to, int at) {
    return switch (value.kind()) {
      case NULL -> flag(KeyCodec.NIL_FLAG, to, at);
      case INT, DURATION ->
          KeyCodec.putVarint(to, flag(KeyCodec.VARINT_FLAG, to, at), value.bits());
      case UINT, ENUM, SET, BIT ->
          KeyCodec.putUvarint(to, flag(KeyCodec.UVARINT_FLAG, to, at), value.bits());
      case DATE, DATETIME ->
          KeyCodec.putUvarint(to, flag(KeyCodec.UVARINT_FLAG, to, at), CoreTime.pack(value.bits()));
      case TIMESTAMP ->
          KeyCodec.putUvarint(to, flag(KeyCodec.UVARINT_FLAG, to, at), packUtc(value.bits()));
      case DOUBLE -> putRow(value, to, flag(KeyCodec.FLOAT_FLAG, to, at));
      case DECIMAL -> putRow(value, to, flag(KeyCodec.DECIMAL_FLAG, to, at));
      case JSON -> putRow(value, to, flag(KeyCodec.JSON_FLAG, to, at));
      case VECTOR -> putRow(value, to, flag(KeyCodec.VECTOR_FLAG, to, at));
      default ->
          KeyCodec.putCompactBytes(
              to,
              flag(KeyCodec.COMPACT_BYTES_FLAG, to, at),
              value.array(),
              value.offset(),
              value.length());
    };
  }

  /**
   * Appends a value as keys have it.
   *
   * @throws ConversionException for text that TiDB's collation cannot sort
   */
  void appendKey(Value value, KvBuffer out) throws ConversionException {
    if (isSlice(value)) {
      appendTextKey(value, out);
      return;
    }
    byte[] to = out.ensure(MOST_FIXED);
    int at = out.position();
    int end =
        switch (value.kind()) {
          case INT -> KeyCodec.putInt(to, flag(KeyCodec.INT_FLAG, to, at), value.bits());
          case UINT, ENUM, SET, BIT ->
              KeyCodec.putUint(to, flag(KeyCodec.UINT_FLAG, to, at), value.bits());
          case DATE, DATETIME ->
              KeyCodec.putUint(to, flag(KeyCodec.UINT_FLAG, to, at), CoreTime.pack(value.bits()));
          case TIMESTAMP ->
              KeyCodec.putUint(to, flag(KeyCodec.UINT_FLAG, to, at), packUtc(value.bits()));
          case DURATION -> KeyCodec.putInt(to, flag(KeyCodec.DURATION_FLAG, to, at), value.bits());
          case DOUBLE -> putRow(value, to, flag(KeyCodec.FLOAT_FLAG, to, at));
          case DECIMAL -> putRow(value, to, flag(KeyCodec.DECIMAL_FLAG, to, at));
          default -> flag(KeyCodec.NIL_FLAG, to, at);
        };
    out.position(end);
  }

  private void appendTextKey(Value value, KvBuffer out) throws ConversionException {
    byte[] from = value.array();
    int offset = value.offset();
    int length = value.length();
    if (keyIsText) {
      while (padSpace && length > 0 && from[offset + length - 1] == ' ') {
        length--;
      }
    } else {
      int most = collation.maxKeyLength(length);
      if (sortKey.length < most) {
        sortKey = new byte[Math.max(most, sortKey.length * 2)];
      }
      length = collation.sortKey(from, offset, length, sortKey, 0);
      if (length == Collation.UNSORTABLE) {
        throw new ConversionException(SqlError.PANIC);
      }
      from = sortKey;
      offset = 0;
    }
    byte[] to = out.ensure(KeyCodec.encodedBytesLength(length) + 1);
    int at = flag(KeyCodec.BYTES_FLAG, to, out.position());
    out.position(KeyCodec.putBytes(to, at, from, offset, length));
  }

  /** The packed form of a session's wall time in UTC; the zero time stays zero. */
  private long packUtc(long core) {
    if (core == 0) {
      return 0;
    }
    long instant = zone.instantOf(CoreTime.wallSeconds(core));
    return CoreTime.pack(CoreTime.ofWallSeconds(instant, CoreTime.micro(core)));
  }

  private int putDecimal(Decimal decimal, byte[] to, int at) {
    to[at] = (byte) precision;
    to[at + 1] = (byte) fraction;
    return decimal.writeBinary(precision, fraction, to, at + 2);
  }

  private static boolean isSlice(Value value) {
    return switch (value.kind()) {
      case STRING, BINARY_LITERAL, JSON, VECTOR -> true;
      default -> false;
    };
  }

  private static int flag(byte flag, byte[] to, int at) {
    to[at] = flag;
    return at + 1;
  }

  private static int putSigned(long value, byte[] to, int at) {
    int width = KeyCodec.signedWidth(value);
    return putLow(value, width, to, at);
  }

  private static int putUnsigned(long value, byte[] to, int at) {
    int width = KeyCodec.unsignedWidth(value);
    return putLow(value, width, to, at);
  }

  /** The low bytes, lowest first; there is always room for eight. */
  private static int putLow(long value, int width, byte[] to, int at) {
    Bytes.putLittleEndianLong(to, at, value);
    return at + width;
  }
}
