package io.levin.source.parquet;

import io.levin.schema.Identifiers;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;

/** Which types of columns can be imported, and as what. */
final class ColumnTypes {
  private ColumnTypes() {}

  /**
   * The column of a leaf of the schema.
   *
   * @throws UnsupportedType if it cannot be imported
   */
  static ParquetColumn of(SchemaElement element) throws UnsupportedType {
    boolean nested = element.isSetNum_children() && element.getNum_children() > 0;
    if (nested || !element.isSetType()) {
      throw new UnsupportedType(element.getName(), annotation(element, "group"));
    }
    if (element.getRepetition_type() == FieldRepetitionType.REPEATED) {
      throw new UnsupportedType(element.getName(), annotation(element, "repeated field"));
    }
    ColumnValue value = value(element);
    if (value == null) {
      throw new UnsupportedType(
          element.getName(), annotation(element, "") + " stored as " + element.getType());
    }
    boolean optional = element.getRepetition_type() == FieldRepetitionType.OPTIONAL;
    PrimitiveType type =
        new PrimitiveType(
            optional ? Repetition.OPTIONAL : Repetition.REQUIRED,
            stored(element.getType()),
            element.getType_length(),
            element.getName());
    return new ParquetColumn(Identifiers.lower(element.getName()), type, value);
  }

  private static String annotation(SchemaElement element, String other) {
    if (isLogical(element)) {
      return element.getLogicalType().getSetField().name();
    }
    return element.isSetConverted_type() ? element.getConverted_type().name() : other;
  }

  /**
   * Whether the newer of the two annotations says something: UNKNOWN marks columns of nothing but
   * nulls, and also those that only the older one can describe.
   */
  private static boolean isLogical(SchemaElement element) {
    return element.isSetLogicalType()
        && element.getLogicalType().isSet()
        && element.getLogicalType().getSetField() != LogicalType._Fields.UNKNOWN;
  }

  private static PrimitiveTypeName stored(Type type) {
    return type == Type.BYTE_ARRAY
        ? PrimitiveTypeName.BINARY
        : PrimitiveTypeName.valueOf(type.name());
  }

  private static ColumnValue value(SchemaElement element) {
    if (isLogical(element)) {
      return logical(element, element.getLogicalType());
    }
    return element.isSetConverted_type() ? converted(element) : plain(element.getType());
  }

  private static ColumnValue logical(SchemaElement element, LogicalType logical) {
    Type type = element.getType();
    return switch (logical.getSetField()) {
      case STRING, ENUM, JSON, BSON -> isBytes(type) ? ColumnValues::bytes : null;
      case INTEGER -> integer(type, logical.getINTEGER().isIsSigned());
      case DECIMAL -> decimal(type, logical.getDECIMAL().getScale());
      case DATE -> type == Type.INT32 ? ColumnValues::date : null;
      case TIMESTAMP -> {
        TimestampType timestamp = logical.getTIMESTAMP();
        yield type == Type.INT64
            ? ColumnValues.timestamp(unit(timestamp.getUnit()), timestamp.isIsAdjustedToUTC())
            : null;
      }
      case TIME -> {
        TimeType time = logical.getTIME();
        yield time(type, unit(time.getUnit()), time.isIsAdjustedToUTC());
      }
      default -> null;
    };
  }

  private static ColumnValue converted(SchemaElement element) {
    Type type = element.getType();
    ConvertedType converted = element.getConverted_type();
    return switch (converted) {
      case UTF8, ENUM, JSON, BSON -> isBytes(type) ? ColumnValues::bytes : null;
      case INT_8, INT_16, INT_32, INT_64 -> integer(type, true);
      case UINT_8, UINT_16, UINT_32, UINT_64 -> integer(type, false);
      case DECIMAL -> decimal(type, element.getScale());
      case DATE -> type == Type.INT32 ? ColumnValues::date : null;
      case TIMESTAMP_MILLIS ->
          type == Type.INT64 ? ColumnValues.timestamp(TimeUnit.MILLIS, true) : null;
      case TIMESTAMP_MICROS ->
          type == Type.INT64 ? ColumnValues.timestamp(TimeUnit.MICROS, true) : null;
      case TIME_MILLIS -> time(type, TimeUnit.MILLIS, true);
      case TIME_MICROS -> time(type, TimeUnit.MICROS, true);
      default -> null;
    };
  }

  private static ColumnValue plain(Type type) {
    return switch (type) {
      case BOOLEAN -> ColumnValues::bool;
      case INT32 -> ColumnValues::int32;
      case INT64 -> ColumnValues::int64;
      case INT96 -> ColumnValues::int96;
      case FLOAT -> ColumnValues::float32;
      case DOUBLE -> ColumnValues::float64;
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> ColumnValues::bytes;
    };
  }

  private static ColumnValue integer(Type type, boolean signed) {
    return switch (type) {
      case INT32 -> signed ? ColumnValues::int32 : ColumnValues::unsigned32;
      case INT64 -> signed ? ColumnValues::int64 : ColumnValues::unsigned64;
      default -> null;
    };
  }

  private static ColumnValue decimal(Type type, int scale) {
    return switch (type) {
      case INT32 -> ColumnValues.decimal32(scale);
      case INT64 -> ColumnValues.decimal64(scale);
      case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> ColumnValues.decimalBytes(scale);
      default -> null;
    };
  }

  private static ColumnValue time(Type type, TimeUnit unit, boolean utc) {
    return type == (unit.isInt32() ? Type.INT32 : Type.INT64) ? ColumnValues.time(unit, utc) : null;
  }

  private static TimeUnit unit(org.apache.parquet.format.TimeUnit unit) {
    return switch (unit.getSetField()) {
      case MILLIS -> TimeUnit.MILLIS;
      case MICROS -> TimeUnit.MICROS;
      case NANOS -> TimeUnit.NANOS;
    };
  }

  private static boolean isBytes(Type type) {
    return type == Type.BYTE_ARRAY || type == Type.FIXED_LEN_BYTE_ARRAY;
  }

  /** A column that cannot be imported. */
  static final class UnsupportedType extends Exception {
    private static final long serialVersionUID = 1;

    UnsupportedType(String column, String type) {
      super("unsupported type: '" + type.strip() + "' of column " + column);
    }
  }
}
