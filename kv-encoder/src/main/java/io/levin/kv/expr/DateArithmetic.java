package io.levin.kv.expr;

import io.levin.kv.cast.DurationText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.FloatText;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sums of dates and intervals: DATE_ADD, DATE_SUB and TIMESTAMPADD. */
final class DateArithmetic {
  private DateArithmetic() {}

  /** DATE_ADD and DATE_SUB. */
  static Node add(Tools tools, Node date, Node amount, String unit, boolean minus) {
    Interval interval = new Interval(unit, false);
    Node count = amount(tools, amount, interval, unit);
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
              to.setTime(type.timeKind(), core, fsp);
            }
          },
          date,
          count);
    }
    if (kind == EvalKind.INT || kind == EvalKind.REAL || kind == EvalKind.DECIMAL) {
      // A YEAR is a number like others here.
      boolean year = date.type().tp() == MysqlType.YEAR;
      Node number = year ? CallNode.of(SqlType.INT, (v, to) -> to.set(v[0]), date) : date;
      Node time = tools.time(kind == EvalKind.DECIMAL ? wholeNumber(number) : number);
      return CallNode.of(
          SqlType.text(),
          (v, to) -> {
            boolean dateOnly = !clock && Times.clockOf(v[0].bits()) == 0;
            long core = sum(tools, interval, v[0].bits(), v[1], minus, to);
            if (core != Times.NONE) {
              setText(core, dateOnly, to);
            }
          },
          complete(tools, time),
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

  /** A date with parts that are zero ends it before the interval is computed. */
  private static Node complete(Tools tools, Node time) {
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

  /** A decimal that no integer can be is an error in every mode. */
  private static Node wholeNumber(Node number) {
    return CallNode.of(
        number.type(),
        (v, to) -> {
          if (v[0].decimal().toBigDecimal().toBigInteger().bitLength() > 63) {
            throw new ConversionException(SqlError.OUT_OF_RANGE);
          }
          to.set(v[0]);
        },
        number);
  }

  /** TIMESTAMPADD is text, whatever it adds to. */
  static Node timestampAdd(Tools tools, String unit, Node amount, Node date) {
    Interval interval = new Interval(unit, true);
    boolean clock = Extraction.hasClock(unit);
    boolean isDate = Extraction.isDate(date);
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          if (!Times.complete(v[1].bits())) {
            tools.session().warn(); // not an error, not even in a strict mode
            to.setNull();
            return;
          }
          long core = sum(tools, interval, v[1].bits(), v[0], false, to);
          if (core != Times.NONE) {
            setText(core, isDate && !clock, to);
          }
        },
        tools.real(amount),
        tools.time(date));
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
        yield unit.equals("second") ? tools.decimal(text) : tools.integer(text);
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
    if (!Times.complete(core)) {
      tools.times().invalid(to);
      return Times.NONE;
    }
    interval.set(amount, minus);
    if (interval.incorrect()) {
      tools.session().soft(SqlError.INCORRECT_VALUE);
    }
    if (interval.unreadable()) {
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

  /** True for a text that has a date and nothing of a time of day. */
  private static boolean isDateText(Value text) {
    String source = SearchFunctions.ascii(text).strip();
    if (source.matches("[0-9]+")) {
      return source.length() <= 8 && source.length() != 7;
    }
    return source.split("[^0-9]+").length <= 3;
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
          boolean tooLarge = interval.tooLarge() || Math.abs(interval.span()) > DurationText.MAX;
          long sum = tooLarge ? 0 : v[0].bits() + interval.span();
          if (tooLarge || Math.abs(sum) > DurationText.MAX) {
            tools.session().soft(SqlError.DATETIME_OVERFLOW);
            to.setNull();
          } else {
            to.setDuration(sum, fsp);
          }
        },
        span,
        count);
  }
}
