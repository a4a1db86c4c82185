package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
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

  private static final long MIN_DAY = 366;
  private static final long MAX_DAY = 3_652_424;
  private static final long DAYS_BEFORE_EPOCH = 719_528;

  private DateFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add(
        "year", 1, (tools, args) -> part(tools, new SoftTime(tools, args[0]), CoreTime::year));
    registry.add(
        "month", 1, (tools, args) -> part(tools, new SoftTime(tools, args[0]), CoreTime::month));
    registry.add(
        "day", 1, (tools, args) -> part(tools, new SoftTime(tools, args[0]), CoreTime::day));
    registry.alias("dayofmonth", "day");
    registry.add(
        "quarter",
        1,
        (tools, args) ->
            part(tools, new SoftTime(tools, args[0]), core -> (CoreTime.month(core) + 2) / 3));
    registry.add(
        "dayofweek",
        1,
        (tools, args) ->
            complete(tools, new SoftTime(tools, args[0]), core -> Times.weekday(core, true) + 1));
    registry.add(
        "weekday",
        1,
        (tools, args) ->
            complete(tools, new SoftTime(tools, args[0]), core -> Times.weekday(core, false)));
    registry.add(
        "dayofyear",
        1,
        (tools, args) ->
            new ZeroOnError(
                tools,
                SqlType.INT,
                (v, to) -> ofComplete(tools, v[0], Times::dayOfYear, to),
                tools.time(args[0])));
    registry.add(
        "to_days",
        1,
        (tools, args) -> complete(tools, new SoftTime(tools, args[0]), Times::dayNumber));
    registry.add(
        "to_seconds",
        1,
        (tools, args) ->
            complete(
                tools,
                new SoftTime(tools, args[0]),
                core -> Times.dayNumber(core) * 86400 + Times.clockOf(core) / Times.SECOND));
    registry.add("week", 1, 2, DateFunctions::week);
    registry.add(
        "weekofyear",
        1,
        (tools, args) ->
            complete(tools, new SoftTime(tools, args[0]), core -> Weeks.weekOfYear(core, 3)));
    registry.add("yearweek", 1, 2, DateFunctions::yearWeek);
    registry.add("dayname", 1, DateFunctions::dayName);
    registry.add("monthname", 1, DateFunctions::monthName);
    registry.add("last_day", 1, DateFunctions::lastDay);
    registry.add("date", 1, DateFunctions::date);
    registry.add("datediff", 2, DateFunctions::dateDiff);
    registry.add("from_days", 1, DateFunctions::fromDays);
    registry.add("makedate", 2, DateFunctions::makeDate);
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
    return CallNode.of(SqlType.INT, (v, to) -> ofComplete(tools, v[0], part, to), tools.time(arg));
  }

  private static void ofComplete(Tools tools, Value date, Part part, Value to)
      throws ConversionException {
    if (Times.complete(date.bits())) {
      to.setInt(part.of(date.bits()));
    } else {
      tools.times().invalid(to);
    }
  }

  private static Node week(Tools tools, Node[] args) {
    Node date = new SoftTime(tools, args[0]);
    if (args.length == 1) {
      int mode = Integer.parseInt(tools.session().variable("default_week_format", "0")) & 7;
      return complete(tools, date, core -> Weeks.weekOfYear(core, mode));
    }
    return withMode(tools, new Node[] {date, args[1]}, Weeks::weekOfYear);
  }

  private static Node yearWeek(Tools tools, Node[] args) {
    if (args.length == 1) {
      return complete(tools, new SoftTime(tools, args[0]), core -> Weeks.yearWeekNumber(core, 0));
    }
    Node mode =
        new FirstNotNull(
            SqlType.INT, new Node[] {tools.integer(args[1]), ConstantNode.integer(0)}, Room.ENOUGH);
    Node date = DateArithmetic.complete(tools, tools.time(args[0]));
    return new ZeroOnError(
        tools,
        1,
        SqlType.INT,
        (v, to) -> to.setInt(Weeks.yearWeekNumber(v[0].bits(), (int) v[1].bits() & 7)),
        date,
        mode);
  }

  private interface ModePart {
    long of(long core, int mode);
  }

  private static Node withMode(Tools tools, Node[] args, ModePart part) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> to.setInt(part.of(v[0].bits(), (int) v[1].bits() & 7)),
        DateArithmetic.complete(tools, tools.time(args[0])),
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
        new SoftTime(tools, args[0]));
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
          boolean noDay = CoreTime.day(v[0].bits()) == 0;
          if (month == 0 || noDay && tools.session().sqlMode().noZeroDate()) {
            tools.times().invalid(to);
          } else {
            int day = CoreTime.daysInMonth(year, month);
            to.setTime(ValueKind.DATE, CoreTime.date(year, month, day), 0);
          }
        },
        new SoftTime(tools, args[0]));
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
        new SoftTime(tools, args[0]));
  }

  private static Node dateDiff(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          if (tools.times().bothComplete(v[0].bits(), v[1].bits(), to)) {
            to.setInt(Times.dayNumber(v[0].bits()) - Times.dayNumber(v[1].bits()));
          }
        },
        new SoftTime(tools, args[0]),
        new SoftTime(tools, args[1]));
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
