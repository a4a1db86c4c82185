package io.levin.kv.expr;

import io.levin.kv.cast.TimeText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.util.Locale;

/** Functions that take numbers out of dates, or make dates of dates and numbers. */
final class DateFunctions {
  private static final String[] DAYS = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
  };
  static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };

  /** The last second that UNIX_TIMESTAMP and FROM_UNIXTIME know, of the year 3001. */
  private static final long LAST_UNIX_SECOND = 32_536_771_199L;

  private static final long MIN_DAY = 366;
  private static final long MAX_DAY = 3_652_424;
  private static final long DAYS_BEFORE_EPOCH = 719_528;

  private DateFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("year", 1, (tools, args) -> part(tools, args[0], CoreTime::year));
    registry.add("month", 1, (tools, args) -> part(tools, args[0], CoreTime::month));
    registry.add("day", 1, (tools, args) -> part(tools, args[0], CoreTime::day));
    registry.alias("dayofmonth", "day");
    registry.add(
        "quarter",
        1,
        (tools, args) -> part(tools, args[0], core -> (CoreTime.month(core) + 2) / 3));
    registry.add(
        "dayofweek",
        1,
        (tools, args) -> complete(tools, args[0], core -> Times.weekday(core, true) + 1));
    registry.add(
        "weekday",
        1,
        (tools, args) -> complete(tools, args[0], core -> Times.weekday(core, false)));
    registry.add("dayofyear", 1, (tools, args) -> complete(tools, args[0], Times::dayOfYear));
    registry.add("to_days", 1, (tools, args) -> complete(tools, args[0], Times::dayNumber));
    registry.add(
        "to_seconds",
        1,
        (tools, args) ->
            complete(
                tools,
                args[0],
                core -> Times.dayNumber(core) * 86400 + Times.clockOf(core) / Times.SECOND));
    registry.add("week", 1, 2, DateFunctions::week);
    registry.add(
        "weekofyear",
        1,
        (tools, args) -> complete(tools, args[0], core -> Weeks.weekOfYear(core, 3)));
    registry.add("yearweek", 1, 2, DateFunctions::yearWeek);
    registry.add("dayname", 1, DateFunctions::dayName);
    registry.add("monthname", 1, DateFunctions::monthName);
    registry.add("last_day", 1, DateFunctions::lastDay);
    registry.add("date", 1, DateFunctions::date);
    registry.add("datediff", 2, DateFunctions::dateDiff);
    registry.add("from_days", 1, DateFunctions::fromDays);
    registry.add("makedate", 2, DateFunctions::makeDate);
    registry.add("unix_timestamp", 0, 1, DateFunctions::unixTimestamp);
    registry.add("from_unixtime", 1, 2, DateFunctions::fromUnixtime);
    registry.add("period_add", 2, DateFunctions::periodAdd);
    registry.add("period_diff", 2, DateFunctions::periodDiff);
  }

  /** A number of a date. */
  interface Part {
    long of(long core);
  }

  /** A part of any date, zero parts included. */
  private static Node part(Tools tools, Node arg, Part part) {
    return CallNode.of(SqlType.INT, (v, to) -> to.setInt(part.of(v[0].bits())), tools.time(arg));
  }

  /** A part that only a date without zero parts has. */
  private static Node complete(Tools tools, Node arg, Part part) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          if (Times.complete(v[0].bits())) {
            to.setInt(part.of(v[0].bits()));
          } else {
            tools.times().invalid(to);
          }
        },
        tools.time(arg));
  }

  private static Node week(Tools tools, Node[] args) {
    if (args.length == 1) {
      int mode = Integer.parseInt(tools.session().variable("default_week_format", "0")) & 7;
      return complete(tools, args[0], core -> Weeks.weekOfYear(core, mode));
    }
    return withMode(tools, args, Weeks::weekOfYear);
  }

  private static Node yearWeek(Tools tools, Node[] args) {
    if (args.length == 1) {
      return complete(tools, args[0], core -> Weeks.yearWeekNumber(core, 0));
    }
    Node mode =
        new ControlFlow.FirstNotNull(
            SqlType.INT, new Node[] {tools.integer(args[1]), ConstantNode.integer(0)});
    return withMode(tools, new Node[] {args[0], mode}, Weeks::yearWeekNumber);
  }

  private interface ModePart {
    long of(long core, int mode);
  }

  private static Node withMode(Tools tools, Node[] args, ModePart part) {
    // A date with zero parts is an error before the mode is looked at.
    Node date =
        CallNode.of(
            args[0].type(),
            (v, to) -> {
              if (Times.complete(v[0].bits())) {
                to.set(v[0]);
              } else {
                tools.times().invalid(to);
              }
            },
            tools.time(args[0]));
    return CallNode.of(
        SqlType.INT,
        (v, to) -> to.setInt(part.of(v[0].bits(), (int) v[1].bits() & 7)),
        date,
        tools.integer(args[1]));
  }

  private static Node monthName(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.text(),
        (v, to) -> {
          int month = CoreTime.month(v[0].bits());
          if (month > 0) {
            Conversions.setAscii(to, MONTHS[month - 1]);
          } else if (v[0].bits() == 0 && tools.session().sqlMode().noZeroDate()) {
            tools.times().invalid(to);
          } else {
            to.setNull();
          }
        },
        tools.time(args[0]));
  }

  /** DAYNAME is a name, and where a number is wanted it is that of the day from Monday on. */
  private static Node dayName(Tools tools, Node[] args) {
    Node number =
        CallNode.of(
            SqlType.INT,
            (v, to) -> {
              if (Times.complete(v[0].bits())) {
                to.setInt(Times.weekday(v[0].bits(), false));
              } else {
                tools.times().invalid(to);
              }
            },
            tools.time(args[0]));
    return new Node(SqlType.text()) {
      @Override
      Node asNumber() {
        return number;
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        number.eval(row, to);
        if (!to.isNull()) {
          Conversions.setAscii(to, DAYS[(int) to.bits()]);
        }
      }
    };
  }

  private static Node lastDay(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.time(MysqlType.DATE, 0),
        (v, to) -> {
          int year = CoreTime.year(v[0].bits());
          int month = CoreTime.month(v[0].bits());
          if (month == 0) {
            tools.times().invalid(to);
          } else {
            int day = CoreTime.daysInMonth(year, month);
            to.setTime(ValueKind.DATE, CoreTime.date(year, month, day), 0);
          }
        },
        tools.time(args[0]));
  }

  private static Node date(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.time(MysqlType.DATE, 0),
        (v, to) -> {
          if (v[0].bits() == 0 && tools.session().sqlMode().noZeroDate()) {
            tools.times().invalid(to);
          } else {
            to.setTime(ValueKind.DATE, CoreTime.dateOnly(v[0].bits()), 0);
          }
        },
        tools.time(args[0]));
  }

  private static Node dateDiff(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          if (Times.complete(v[0].bits()) && Times.complete(v[1].bits())) {
            to.setInt(Times.dayNumber(v[0].bits()) - Times.dayNumber(v[1].bits()));
          } else {
            tools.times().invalid(to);
          }
        },
        tools.time(args[0]),
        tools.time(args[1]));
  }

  private static Node fromDays(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.time(MysqlType.DATE, 0),
        (v, to) -> {
          long days = v[0].bits();
          long core =
              days < MIN_DAY || days > MAX_DAY
                  ? 0
                  : CoreTime.ofWallSeconds((days - DAYS_BEFORE_EPOCH) * 86400, 0);
          to.setTime(ValueKind.DATE, core, 0);
        },
        tools.integer(args[0]));
  }

  private static Node makeDate(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.time(MysqlType.DATE, 0),
        (v, to) -> {
          long year = v[0].bits();
          long day = v[1].bits();
          if (day <= 0 || year < 0 || year > 9999 || day > MAX_DAY) {
            to.setNull();
            return;
          }
          int full = year < 70 ? (int) year + 2000 : year < 100 ? (int) year + 1900 : (int) year;
          long days = CoreTime.epochDay(full, 1, 1) + day - 1;
          long core = CoreTime.ofWallSeconds(days * 86400, 0);
          if (CoreTime.year(core) > 9999) {
            to.setNull();
          } else {
            to.setTime(ValueKind.DATE, core, 0);
          }
        },
        tools.integer(args[0]),
        tools.integer(args[1]));
  }

  private static Node unixTimestamp(Tools tools, Node[] args) {
    if (args.length == 0) {
      return CallNode.of(SqlType.INT, (v, to) -> to.setInt(tools.session().nowSeconds()));
    }
    Node time = tools.coerce().toTimeAsWritten(args[0]);
    SqlType type = args[0].type();
    int fsp =
        switch (type.kind()) {
          case JSON -> 0;
          case REAL -> type.decimal() < 0 ? 6 : Math.min(6, type.decimal());
          default -> time.type().fsp();
        };
    Value value = new Value();
    return new Node(fsp == 0 ? SqlType.INT : SqlType.decimal(18, fsp)) {
      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        // What a strict mode has an error for is 0, or NULL for a type with fractions.
        boolean wrong = false;
        try {
          time.eval(row, value);
        } catch (ConversionException notDate) {
          wrong = true;
        }
        if (wrong && fsp == 0) {
          to.setInt(0);
        } else if (wrong || value.isNull()) {
          to.setNull();
        } else {
          unixTimestamp(tools, value.bits(), fsp, to);
        }
      }
    };
  }

  private static void unixTimestamp(Tools tools, long core, int fsp, Value to)
      throws ConversionException {
    long seconds =
        Times.complete(core) ? Times.instant(tools.times().zone(), CoreTime.wallSeconds(core)) : 0;
    // Only where there is no fraction is a time that the clock leaves out taken for another one.
    boolean left = fsp > 0 && !TimeText.exists(core, tools.times().zone());
    boolean known = !left && seconds >= 1 && seconds <= LAST_UNIX_SECOND;
    if (fsp == 0) {
      to.setInt(known ? seconds : 0);
    } else {
      setDecimal(to, known ? seconds : 0, known ? CoreTime.micro(core) : 0, fsp);
    }
  }

  private static void setDecimal(Value to, long seconds, int micro, int fsp)
      throws ConversionException {
    BigDecimal value = BigDecimal.valueOf(seconds * 1_000_000L + micro, 6);
    boolean nothing = seconds == 0 && micro == 0;
    BigDecimal scaled = value.setScale(nothing ? 0 : fsp, java.math.RoundingMode.DOWN);
    DecimalMath.set(to.decimal(), scaled, scaled.scale());
    to.setDecimal();
  }

  private static Node fromUnixtime(Tools tools, Node[] args) {
    boolean document = args[0].type().kind() == EvalKind.JSON;
    Node number = seconds(tools, args[0]);
    int scale = document ? 0 : number.type().decimal();
    // A literal double has no number of digits either, whatever its decimal has.
    boolean literal = args[0] instanceof ConstantNode && args[0].type().kind() == EvalKind.REAL;
    boolean text = args[0].type().kind() == EvalKind.STRING || literal || scale < 0;
    int fsp = text ? 6 : Math.min(6, scale);
    Node time =
        CallNode.of(
            SqlType.time(MysqlType.DATETIME, fsp),
            (v, to) -> fromUnixtime(tools, v[0], fsp, to),
            number);
    return args.length == 1 ? time : formatted(tools, time, args[1]);
  }

  /** A text that says how many digits it has has no more of them. */
  private static Node seconds(Tools tools, Node arg) {
    Node number = tools.decimal(arg);
    int places = arg.type().decimal();
    if (arg.type().tp() != MysqlType.VAR_STRING || places < 0) {
      return number;
    }
    return CallNode.of(
        number.type(),
        (v, to) -> {
          to.set(v[0]);
          to.decimal().round(places);
        },
        number);
  }

  /** A format that is NULL is seen before a number that is none. */
  private static Node formatted(Tools tools, Node time, Node format) {
    Node given = tools.text(format);
    Node text = Functions.call(tools, "date_format", new Node[] {time, format});
    return new LazyNode(
        text.type(),
        (v, to) -> {
          if (v.get(0).isNull()) {
            to.setNull();
          } else {
            to.set(v.get(1));
          }
        },
        given,
        text);
  }

  private static void fromUnixtime(Tools tools, Value number, int fsp, Value to) {
    BigDecimal value =
        number.decimal().toBigDecimal().setScale(fsp, java.math.RoundingMode.HALF_UP);
    boolean minus = number.decimal().toBigDecimal().signum() < 0;
    if (minus || value.compareTo(BigDecimal.valueOf(LAST_UNIX_SECOND + 1)) >= 0) {
      to.setNull();
      return;
    }
    long seconds = value.longValue();
    int micro = value.remainder(BigDecimal.ONE).movePointRight(6).intValue();
    long core = CoreTime.ofWallSeconds(tools.times().zone().wallOf(seconds), micro);
    to.setTime(ValueKind.DATETIME, core, fsp);
  }

  /** Months of a period {@code YYYYMM} or {@code YYMM}; -1 if it is none. */
  private static long months(long period) {
    long month = period % 100;
    long year = period / 100;
    if (period < 0 || month < 1 || month > 12) {
      return -1;
    }
    year += year < 70 ? 2000 : year < 100 ? 1900 : 0;
    return year * 12 + month - 1;
  }

  private static Node periodAdd(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          // Numbers without sign, in which a negative one is very large: TiDB's way.
          long months = periodMonths(v[0]) + v[1].bits();
          long year = Long.divideUnsigned(months, 12);
          if (months == 0) {
            to.setInt(0);
            return;
          }
          if (year >= 0 && year < 100) {
            year += year < 70 ? 2000 : 1900;
          }
          to.setInt(year * 100 + Long.remainderUnsigned(months, 12) + 1);
        },
        tools.integer(args[0]),
        tools.integer(args[1]));
  }

  private static Node periodDiff(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> to.setInt(periodMonths(v[0]) - periodMonths(v[1])),
        tools.integer(args[0]),
        tools.integer(args[1]));
  }

  private static long periodMonths(Value period) throws ConversionException {
    long months = months(period.bits());
    if (months < 0) {
      throw new ConversionException(
          SqlError.WRONG_ARGUMENTS, "Incorrect arguments to a period function");
    }
    return months;
  }

  /** {@code EXTRACT(unit FROM value)}. */
  static Node extract(Tools tools, String unit, Node value) {
    String name = unit.toLowerCase(Locale.ROOT);
    switch (name) {
      case "year", "year_month", "quarter", "month", "week", "day" -> {
        Node time = tools.time(value);
        return CallNode.of(
            SqlType.INT, (v, to) -> to.setInt(Extraction.ofDate(name, v[0].bits())), time);
      }
      default -> {
        return Extraction.ofClock(tools, name, value);
      }
    }
  }
}
