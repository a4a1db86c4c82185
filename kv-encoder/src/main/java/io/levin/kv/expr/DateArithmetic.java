package io.levin.kv.expr;

import io.levin.kv.cast.DurationText;
import io.levin.kv.cast.TimeText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.function.UnaryOperator;

/** Sums of dates and intervals: DATE_ADD, DATE_SUB and TIMESTAMPADD. */
final class DateArithmetic {
  private static final int MOST_DIGITS = 65;

  /** No integer has so many digits. */
  private static final BigDecimal UNREADABLE = BigDecimal.TEN.pow(20);

  /** A number from here on has a time of day. */
  private static final long FIRST_DATETIME = 101_000_000;

  private DateArithmetic() {}

  /**
   * DATE_ADD and DATE_SUB.
   *
   * @param eachRow computes also constants for each row
   */
  static Node add(
      Tools tools, Node date, Node amount, String unit, boolean minus, boolean eachRow) {
    Interval interval = new Interval(unit, false);
    // What is read as a date or an interval is so in each row, also where it is constant.
    boolean both = date.constant() && amount.constant() && !eachRow;
    UnaryOperator<Node> each = node -> node.constant() && !both ? Node.perRow(node) : node;
    Node count = amount(tools, each.apply(amount), interval, unit);
    EvalKind kind = date.type().kind();
    EvalKind by = amount.type().kind();
    boolean whole = !unit.equals("second") || by == EvalKind.INT || by.temporal();
    int fraction = unit.endsWith("microsecond") ? 6 : whole ? 0 : secondDigits(amount);
    if (kind == EvalKind.DURATION) {
      return addToSpan(tools, date, count, interval, unit, minus, fraction);
    }
    boolean clock = Extraction.hasClock(unit);
    if (kind == EvalKind.TIME) {
      boolean isDate = Extraction.isDate(date) && !clock;
      int fsp = isDate ? 0 : Math.max(date.type().fsp(), fraction);
      SqlType type = SqlType.time(isDate ? MysqlType.DATE : MysqlType.DATETIME, fsp);
      return CallNode.of(
          type,
          (v, to) -> {
            long core = sum(tools, interval, v[0].bits(), v[1], minus, to);
            if (core != Times.NONE) {
              // COALESCE gives a DATE as one, also where another of its values is a DATETIME.
              boolean stays = !clock && v[0].kind() == ValueKind.DATE;
              to.setTime(stays ? ValueKind.DATE : type.timeKind(), core, stays ? 0 : fsp);
            }
          },
          date,
          count);
    }
    if (kind == EvalKind.INT || kind == EvalKind.REAL || kind == EvalKind.DECIMAL) {
      boolean[] dateOnly = new boolean[1];
      return CallNode.of(
          SqlType.text(),
          (v, to) -> {
            long core = sum(tools, interval, v[0].bits(), v[1], minus, to);
            if (core != Times.NONE) {
              setText(core, dateOnly[0], to);
            }
          },
          complete(tools, ofNumber(tools, date, clock, dateOnly)),
          count);
    }
    // Whether the text that was read last is a date alone.
    boolean[] dateOnly = new boolean[1];
    Node parsed =
        CallNode.of(
            SqlType.time(MysqlType.DATETIME, 6),
            (v, to) -> {
              dateOnly[0] = !clock && isDateText(v[0]);
              tools
                  .times()
                  .textToTime(
                      v[0].array(), v[0].offset(), v[0].length(), ValueKind.DATETIME, 6, to);
              boolean zeros = !to.isNull() && CoreTime.year(to.bits()) == 0;
              if (zeros && tools.session().sqlMode().noZeroDate()) {
                tools.times().invalid(to);
              }
            },
            tools.text(date));
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          long core = sum(tools, interval, v[0].bits(), v[1], minus, to);
          if (core != Times.NONE) {
            setText(core, dateOnly[0], to);
          }
        },
        complete(tools, parsed),
        count);
  }

  /** A date with parts that are zero is an error before anything else is computed. */
  static Node complete(Tools tools, Node time) {
    return CallNode.of(
        time.type(),
        (v, to) -> {
          if (Times.complete(v[0].bits())) {
            to.set(v[0]);
          } else {
            tools.times().invalid(to);
          }
        },
        time);
  }

  /**
   * The date or datetime that a number is, with what a datetime has of a fraction; also a YEAR is a
   * number like others here.
   *
   * @param dateOnly is set to whether the result of days is a date
   */
  private static Node ofNumber(Tools tools, Node number, boolean clock, boolean[] dateOnly) {
    return CallNode.of(
        SqlType.time(MysqlType.DATETIME, 6),
        (v, to) -> {
          long whole = whole(v[0]);
          long core = whole < 0 ? Times.NONE : TimeText.ofNumber(whole);
          if (core == Times.NONE) {
            tools.times().invalid(to);
            return;
          }
          boolean datetime = whole >= FIRST_DATETIME;
          dateOnly[0] = !clock && !datetime;
          long time = datetime ? CoreTime.withMicro(core, micros(v[0], whole)) : core;
          tools.times().set(time, ValueKind.DATETIME, 6, to);
        },
        number);
  }

  /** The integer of a number; a decimal that none can be is an error in every mode. */
  private static long whole(Value number) throws ConversionException {
    switch (number.kind()) {
      case DOUBLE -> {
        return (long) number.asDouble();
      }
      case DECIMAL -> {
        BigInteger whole = number.decimal().toBigDecimal().toBigInteger();
        if (whole.bitLength() >= Long.SIZE) {
          throw new ConversionException(SqlError.OUT_OF_RANGE);
        }
        return whole.longValue();
      }
      default -> {
        return number.bits();
      }
    }
  }

  /** The fraction in millionths, cut off behind them. */
  private static int micros(Value number, long whole) {
    return switch (number.kind()) {
      case DOUBLE -> (int) ((number.asDouble() - whole) * 1e6);
      case DECIMAL ->
          number.decimal().toBigDecimal().remainder(BigDecimal.ONE).movePointRight(6).intValue();
      default -> 0;
    };
  }

  /** TIMESTAMPADD is text, whatever it adds to. */
  static Node timestampAdd(Tools tools, String unit, Node amount, Node date) {
    Interval interval = new Interval(unit, true);
    boolean clock = Extraction.hasClock(unit);
    boolean isDate = Extraction.isDate(date);
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          if (!Times.complete(v[1].bits()) || !TimeText.isDate(v[1].bits())) {
            tools.session().warn(); // not an error, not even in a strict mode
            to.setNull();
            return;
          }
          long core = sum(tools, interval, v[1].bits(), v[0], false, to);
          if (core != Times.NONE && isMoment(tools, v[1].kind(), core, to)) {
            setText(core, (isDate || v[1].kind() == ValueKind.DATE) && !clock, to);
          }
        },
        tools.real(amount),
        tools.time(date));
  }

  /** Whether the sum of a TIMESTAMP is one, too; of other kinds it is. */
  private static boolean isMoment(Tools tools, ValueKind kind, long core, Value to)
      throws ConversionException {
    if (kind != ValueKind.TIMESTAMP) {
      return true;
    }
    if (!TimeText.exists(core, tools.times().zone())) {
      throw new ConversionException(SqlError.TIME_IN_GAP);
    }
    tools.times().set(core, kind, 6, to);
    return !to.isNull();
  }

  private static int secondDigits(Node amount) {
    boolean decimal = amount.type().kind() == EvalKind.DECIMAL;
    return decimal && amount.type().decimal() >= 0 ? Math.min(6, amount.type().decimal()) : 6;
  }

  private static Node amount(Tools tools, Node amount, Interval interval, String unit) {
    if (interval.composite()) {
      if (amount.type().kind().temporal()) {
        throw new UnsupportedExpression("an interval of several fields from a date or time");
      }
      if (amount.type().tp() == MysqlType.BIT) {
        return tools.text(CallNode.of(SqlType.UINT, (v, to) -> to.setUint(v[0].bits()), amount));
      }
      return amount.type().kind() == EvalKind.REAL
          ? realText(amount)
          : tools.text(shown(tools, amount));
    }
    return switch (amount.type().kind()) {
      case INT -> amount;
      case DECIMAL -> unit.equals("second") ? shown(tools, amount) : amount;
      case REAL -> unit.equals("second") ? amount : whole(tools, amount);
      case STRING, JSON -> {
        // Also what could be a number at once is read as its text.
        Node string = tools.text(amount);
        Node text = CallNode.of(string.type().ofFunction(), (v, to) -> to.set(v[0]), string);
        yield unit.equals("second") ? tools.decimal(text) : leadingDigits(tools, text);
      }
      case TIME, DURATION -> tools.integer(amount);
    };
  }

  /** A double, also one of a FLOAT, with as many digits as its type says or as it needs. */
  private static Node realText(Node amount) {
    int decimals = amount.type().decimal();
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          double number = v[0].asDouble();
          to.setText(
              decimals < 0
                  ? FloatText.plain(number)
                  : new BigDecimal(number)
                      .setScale(decimals, RoundingMode.HALF_EVEN)
                      .toPlainString());
        },
        amount);
  }

  /** The digits that a text begins with, with their sign. */
  private static Node leadingDigits(Tools tools, Node text) {
    return CallNode.of(
        SqlType.decimal(MOST_DIGITS, 0),
        (v, to) -> {
          String all = SearchFunctions.ascii(v[0]).strip();
          int at = all.startsWith("-") || all.startsWith("+") ? 1 : 0;
          int first = at;
          while (at < all.length() && isDigit(all.charAt(at))) {
            at++;
          }
          if (at == first || at < all.length()) {
            tools.session().soft(SqlError.INCORRECT_VALUE);
          }
          DecimalMath.set(to.decimal(), wholeNumber(at == first ? "0" : all.substring(0, at)), 0);
          to.setDecimal();
        },
        text);
  }

  /** What no integer can be is as good as any other such number. */
  private static BigDecimal wholeNumber(String digits) {
    try {
      return BigDecimal.valueOf(Long.parseLong(digits));
    } catch (NumberFormatException tooLarge) {
      return UNREADABLE;
    }
  }

  /** A quotient with the digits that it shows. */
  private static Node shown(Tools tools, Node amount) {
    return amount.type().kind() == EvalKind.DECIMAL
        ? CallNode.of(
            amount.type(),
            (v, to) -> to.setDecimal(tools.conversions().shown(v[0].decimal())),
            amount)
        : amount;
  }

  /** A double is to be a whole number. */
  private static Node whole(Tools tools, Node amount) {
    return CallNode.of(
        SqlType.REAL,
        (v, to) -> {
          double number = v[0].asDouble();
          double rounded = Math.rint(number);
          if (rounded != number) {
            tools.session().soft(SqlError.INCORRECT_VALUE);
            rounded = Math.copySign(Math.floor(Math.abs(number) + 0.5), number);
          }
          to.setDouble(rounded);
        },
        amount);
  }

  private static long sum(
      Tools tools, Interval interval, long core, Value amount, boolean minus, Value to)
      throws ConversionException {
    interval.set(amount, minus);
    if (interval.incorrect() || interval.unreadable()) {
      tools.session().soft(SqlError.INCORRECT_VALUE);
    }
    if (!TimeText.isDate(core)) {
      tools.times().invalid(to);
      return Times.NONE;
    }
    long sum = interval.addTo(core);
    boolean yearZero = sum != Times.NONE && CoreTime.year(sum) == 0;
    if (sum == Times.NONE
        || yearZero && interval.forTimestampAdd() && !(interval.days() && nearlyFirst(sum))) {
      tools
          .session()
          .soft(interval.justOver() ? SqlError.INCORRECT_VALUE : SqlError.DATETIME_OVERFLOW);
      to.setNull();
      return Times.NONE;
    }
    return yearZero && !interval.forTimestampAdd() ? clockOnly(sum) : sum;
  }

  /** True if the nanoseconds of a time are, as a double, those of the year 1's first moment. */
  private static boolean nearlyFirst(long core) {
    double nanoseconds = CoreTime.wallSeconds(core) * 1e9 + CoreTime.micro(core) * 1e3;
    return nanoseconds >= CoreTime.epochDay(1, 1, 1) * 86_400e9;
  }

  /** What falls into the year 0 is no date any more, but keeps its time of day. */
  private static long clockOnly(long core) {
    int micro = CoreTime.micro(core);
    return CoreTime.of(
        0, 0, 0, CoreTime.hour(core), CoreTime.minute(core), CoreTime.second(core), micro);
  }

  /** True for a text of three fields, or of the six or eight digits of a date. */
  private static boolean isDateText(Value text) {
    String source = SearchFunctions.ascii(text).strip();
    if (source.isEmpty() || !isDigit(source.charAt(0))) {
      return false;
    }
    int fields = 1;
    for (int i = 1; i < source.length() - 1; i++) {
      if (separates(source.charAt(i), fields - 1)) {
        while (i + 1 < source.length() && separates(source.charAt(i + 1), fields - 1)) {
          i++;
        }
        fields++;
      } else if (!isDigit(source.charAt(i))) {
        return false;
      }
    }
    int length = source.length();
    return fields == 3 || fields == 1 && (length == 5 || length == 6 || length == 8);
  }

  /** Punctuation separates fields everywhere, and a blank or T the date from the time of day. */
  private static boolean separates(char c, int before) {
    boolean punctuation = c > ' ' && c < 0x7F && !isDigit(c) && !Character.isLetter(c);
    return punctuation
        || before == 2 && (c == 'T' || c == ' ' || c >= '\t' && c <= '\r')
        || before > 4 && !isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void setText(long core, boolean date, Value to) {
    ValueKind kind = date ? ValueKind.DATE : ValueKind.DATETIME;
    int fsp = CoreTime.micro(core) == 0 ? 0 : 6;
    Conversions.setAscii(to, CoreTime.text(core, kind, fsp));
  }

  private static Node addToSpan(
      Tools tools,
      Node span,
      Node count,
      Interval interval,
      String unit,
      boolean minus,
      int fraction) {
    if (!Extraction.hasClock(unit) || unit.startsWith("day")) {
      // TiDB takes the date of its own clock here, which no other run would repeat.
      throw new UnsupportedExpression("days added to a TIME");
    }
    int fsp = Math.max(span.type().fsp(), fraction);
    return CallNode.of(
        SqlType.duration(fsp),
        (v, to) -> {
          interval.set(v[1], minus);
          if (interval.incorrect()) {
            tools.session().soft(SqlError.INCORRECT_VALUE);
            to.setNull();
            return;
          }
          if (interval.tooLarge() || Math.abs(interval.span()) > DurationText.MAX) {
            tools.session().soft(SqlError.DATETIME_OVERFLOW);
            to.setNull();
          } else {
            // May be longer than any TIME that can be stored.
            to.setDuration(v[0].bits() + interval.span(), fsp);
          }
        },
        span,
        count);
  }
}
