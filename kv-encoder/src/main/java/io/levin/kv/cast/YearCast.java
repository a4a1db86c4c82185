package io.levin.kv.cast;

import io.levin.kv.value.Blanks;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Session;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import java.math.RoundingMode;

/** YEAR: one or two digits mean a year from 1970 to 2069. */
final class YearCast extends ColumnCast {
  private static final int FIRST = 1901;
  private static final int LAST = 2155;

  private final Numbers numbers;
  private final NumberPrefix prefix;

  YearCast(Session session) {
    super(session);
    numbers = new Numbers(session);
    prefix = new NumberPrefix(session);
  }

  @Override
  void convert(Value from, Value to) throws ConversionException {
    long number;
    boolean zeroIsTwoDigits = false;
    switch (from.kind()) {
      case STRING -> {
        prefix.scanInteger(from.array(), from.offset(), from.length());
        if (!prefix.fitsSigned() || prefix.toldOutOfRange()) {
          prefix.tellOutOfRange();
          to.setInt(0);
          return;
        }
        number = prefix.signedValue();
        if (number == 0 && from.length() != 4) {
          int end = from.offset() + from.length();
          int first = Blanks.skip(from.array(), from.offset(), end);
          zeroIsTwoDigits = first < end && from.array()[first] == '0';
        }
      }
      case DATE, DATETIME, TIMESTAMP -> number = CoreTime.year(from.bits());
      case JSON -> number = numbers.toSigned(from);
      default -> number = integer(from);
    }
    to.setInt(year(number, zeroIsTwoDigits));
  }

  /** A number that is no signed integer is no year, and the error says no more than that. */
  private long integer(Value from) throws ConversionException {
    boolean tooLarge =
        switch (from.kind()) {
          case DOUBLE -> Math.abs(Math.rint(from.asDouble())) > 0x1p63;
          case DECIMAL ->
              from.decimal()
                      .toBigDecimal()
                      .setScale(0, RoundingMode.HALF_UP)
                      .toBigInteger()
                      .bitLength()
                  >= Long.SIZE;
          case BINARY_LITERAL ->
              Numbers.countingBytes(from) > Long.BYTES || numbers.toUnsigned(from) < 0;
          case INT, DURATION -> false;
          default -> from.bits() < 0;
        };
    if (tooLarge) {
      throw new ConversionException(SqlError.OTHER);
    }
    return numbers.toSigned(from);
  }

  private long year(long number, boolean zeroIsTwoDigits) throws ConversionException {
    if (number == 0) {
      return zeroIsTwoDigits ? 2000 : 0;
    }
    long year = number;
    if (number >= 1 && number <= 69) {
      year = 2000 + number;
    } else if (number >= 70 && number <= 99) {
      year = 1900 + number;
    }
    if (year >= FIRST && year <= LAST) {
      return year;
    }
    session.soft(SqlError.YEAR_OUT_OF_RANGE);
    return year < 0 ? 0 : year < FIRST ? FIRST : LAST;
  }
}
