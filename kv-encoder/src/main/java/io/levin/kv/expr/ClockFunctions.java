package io.levin.kv.expr;

import io.levin.kv.cast.DurationText;
import io.levin.kv.cast.TimeText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.kv.value.ZoneNames;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** Functions of times of day and of the statement's time. */
final class ClockFunctions {
  private static final int MAX_HOURS = 838;

  /** A smaller number is written with an exponent. */
  private static final double SMALLEST_SECONDS = 1e-4;

  private ClockFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add(
        "hour", 1, (tools, args) -> part(tools, args[0], ns -> ns / (3600 * Times.SECOND)));
    registry.add(
        "minute", 1, (tools, args) -> part(tools, args[0], ns -> ns / (60 * Times.SECOND) % 60));
    registry.add("second", 1, (tools, args) -> part(tools, args[0], ns -> ns / Times.SECOND % 60));
    registry.add(
        "microsecond", 1, (tools, args) -> part(tools, args[0], ns -> ns % Times.SECOND / 1000));
    registry.add("time_to_sec", 1, ClockFunctions::timeToSec);
    registry.add("sec_to_time", 1, ClockFunctions::secToTime);
    registry.add("time", 1, ClockFunctions::time);
    registry.add("timestamp", 1, ClockFunctions::timestamp);
    registry.add("maketime", 3, ClockFunctions::makeTime);
    registry.add("timestampdiff", 3, ClockFunctions::timestampDiff);
    registry.add("convert_tz", 3, ClockFunctions::convertTz);
    registry.add("now", 0, 1, (tools, args) -> now(tools, args, false));
    registry.alias("current_timestamp", "now");
    registry.alias("localtime", "now");
    registry.alias("localtimestamp", "now");
    registry.add("utc_timestamp", 0, 1, (tools, args) -> now(tools, args, true));
    registry.add("curdate", 0, (tools, args) -> today(tools, false));
    registry.alias("current_date", "curdate");
    registry.add("utc_date", 0, (tools, args) -> today(tools, true));
  }

  private interface Part {
    long of(long nanoseconds);
  }

  /** A field of a time span; what is no time span at all is NULL in every mode. */
  private static Node part(Tools tools, Node arg, Part part) {
    Node span = tools.duration(arg);
    Value value = new Value();
    return new Node(SqlType.INT) {
      @Override
      boolean constant() {
        return span.constant();
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        try {
          span.eval(row, value);
        } catch (ConversionException wrong) {
          to.setNull();
          return;
        }
        if (value.isNull()) {
          to.setNull();
        } else {
          to.setInt(part.of(Math.abs(value.bits())));
        }
      }
    };
  }

  private static Node timeToSec(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.INT, (v, to) -> to.setInt(v[0].bits() / Times.SECOND), tools.duration(args[0]));
  }

  private static Node secToTime(Tools tools, Node[] args) {
    SqlType type = args[0].type();
    int fsp =
        type.kind() == EvalKind.STRING || type.decimal() < 0 ? 6 : Math.min(6, type.decimal());
    return CallNode.of(
        SqlType.duration(fsp),
        (v, to) -> secToTime(tools, v[0].asDouble(), fsp, to),
        tools.real(args[0]));
  }

  /** The fraction is what a double has left of it behind its whole seconds. */
  private static void secToTime(Tools tools, double given, int fsp, Value to)
      throws ConversionException {
    boolean minus = given < 0;
    double size = Math.abs(given);
    long whole = (long) size;
    if (whole / 3600 > MAX_HOURS) {
      tools.session().soft(SqlError.TRUNCATED_BY_FUNCTION);
      to.setDuration(minus ? -DurationText.MAX : DurationText.MAX, fsp);
      return;
    }
    BigDecimal second = io.levin.kv.value.FloatText.shortest(whole % 60 + (size - whole));
    long nanoseconds = second.setScale(fsp, RoundingMode.HALF_UP).movePointRight(9).longValue();
    long total = whole / 60 * 60 * Times.SECOND + nanoseconds;
    if (total > DurationText.MAX) {
      throw new ConversionException(SqlError.INCORRECT_VALUE).withNull();
    }
    to.setDuration(minus ? -total : total, fsp);
  }

  /** TIME and TIMESTAMP read the text of anything, with as many digits as it has. */
  private static int fractionDigits(Value text) {
    int end = text.offset() + text.length();
    for (int i = end - 1; i >= text.offset(); i--) {
      if (text.array()[i] == '.') {
        return Math.min(6, end - i - 1);
      }
    }
    return 0;
  }

  /** The digits of their type: those of a literal, or those of the argument as a datetime. */
  static int fractionDigits(Tools tools, Node arg) {
    if (!(arg instanceof ConstantNode constant)) {
      return tools.time(arg).type().fsp();
    }
    if (constant.value().isNull()) {
      return 0;
    }
    Value text = new Value();
    tools.conversions().toText(constant.value(), arg.type(), text);
    return fractionDigits(text);
  }

  private static Node time(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.duration(fractionDigits(tools, args[0])),
        (v, to) -> {
          String text = SearchFunctions.ascii(v[0]);
          int point = text.indexOf('.');
          int fsp = point < 0 ? 0 : Math.min(6, text.length() - point - 1);
          tools.times().textToDuration(v[0].array(), v[0].offset(), v[0].length(), fsp, to);
          if (to.isNull()) {
            to.setDuration(0, 0); // what is no time shows no fraction, whatever it was
          }
        },
        tools.text(args[0]));
  }

  private static Node timestamp(Tools tools, Node[] args) {
    SqlType type = args[0].type();
    boolean number =
        type.kind() == EvalKind.REAL
            || type.kind() == EvalKind.DECIMAL
            || type.kind() == EvalKind.INT && type.tp() == MysqlType.BIGINT;
    return CallNode.of(
        SqlType.time(MysqlType.DATETIME, fractionDigits(tools, args[0])),
        (v, to) -> {
          int fsp = fractionDigits(v[0]);
          if (number && v[0].text().startsWith("-")) {
            tools.times().invalid(to); // also -0
          } else if (number) {
            BigDecimal digits = new BigDecimal(SearchFunctions.ascii(v[0]));
            tools.times().numberToTime(digits, v[0].text().startsWith("0.0") ? 0 : fsp, to);
          } else {
            tools
                .times()
                .textToTime(
                    v[0].array(), v[0].offset(), v[0].length(), ValueKind.DATETIME, fsp, to);
          }
        },
        tools.text(args[0]));
  }

  private static Node makeTime(Tools tools, Node[] args) {
    SqlType third = args[2].type();
    boolean digits = third.kind() == EvalKind.DECIMAL || third.kind() == EvalKind.REAL;
    int fsp =
        third.kind() == EvalKind.INT
            ? 0
            : digits && third.decimal() >= 0 ? Math.min(6, third.decimal()) : 6;
    return new LazyNode(
        SqlType.duration(fsp),
        (v, to) -> {
          to.setNull();
          Value hour = v.get(0);
          Value minute = hour.isNull() ? hour : v.get(1);
          if (minute.isNull() || minute.bits() < 0 || minute.bits() >= 60) {
            return;
          }
          Value second = v.get(2);
          if (!second.isNull() && second.asDouble() >= 0 && second.asDouble() < 60) {
            makeTime(hour, minute.bits(), second.asDouble(), fsp, to);
          }
        },
        tools.integer(args[0]),
        tools.integer(args[1]),
        tools.real(args[2]));
  }

  private static void makeTime(Value hour, long minutes, double seconds, int fsp, Value to)
      throws ConversionException {
    long hours = hour.bits();
    boolean minus = hours < 0 && hour.kind() == ValueKind.INT;
    long size = minus ? -hours : hours;
    if (size < 0 || size > MAX_HOURS || size == MAX_HOURS && minutes == 59 && seconds > 59) {
      to.setDuration(minus ? -DurationText.MAX : DurationText.MAX, fsp);
      return;
    }
    if (seconds < SMALLEST_SECONDS && Double.doubleToRawLongBits(seconds) != 0) {
      // TiDB reads back the text of the number, which has an exponent or a sign here.
      throw new ConversionException(SqlError.INCORRECT_VALUE).withNull();
    }
    long fraction =
        io.levin.kv.value.FloatText.shortest(seconds)
            .setScale(fsp, RoundingMode.HALF_UP)
            .movePointRight(9)
            .longValue();
    long total = (size * 3600 + minutes * 60) * Times.SECOND + fraction;
    to.setDuration(minus ? -total : total, fsp);
  }

  private static Node now(Tools tools, Node[] args, boolean utc) {
    int fsp = args.length == 0 ? 0 : (int) Tools.constantInt(args[0], "a precision");
    return CallNode.of(
        SqlType.time(MysqlType.DATETIME, fsp),
        (v, to) ->
            to.setTime(
                ValueKind.DATETIME, utc ? tools.times().utcNow() : tools.times().now(), fsp));
  }

  private static Node today(Tools tools, boolean utc) {
    return CallNode.of(
        SqlType.time(MysqlType.DATE, 0),
        (v, to) -> {
          long now = utc ? tools.times().utcNow() : tools.times().now();
          to.setTime(ValueKind.DATE, CoreTime.dateOnly(now), 0);
        });
  }

  /** Whole units between two times. */
  private static Node timestampDiff(Tools tools, Node[] args) {
    String unit = Tools.constantText(args[0], "a unit");
    return new ZeroOnError(
        tools,
        SqlType.INT,
        (v, to) -> {
          if (tools.times().bothComplete(v[0].bits(), v[1].bits(), to)) {
            to.setInt(difference(unit, v[0].bits(), v[1].bits()));
          }
        },
        tools.time(args[1]),
        tools.time(args[2]));
  }

  private static long difference(String unit, long from, long to) {
    // Days are counted as DATEDIFF does, also in the year 0.
    long days = Times.dayNumber(to) - Times.dayNumber(from);
    long micros = days * 86_400_000_000L + (Times.clockOf(to) - Times.clockOf(from)) / 1000;
    long seconds = micros / 1_000_000L;
    return switch (unit) {
      case "microsecond" -> micros;
      case "second" -> seconds;
      case "minute" -> seconds / 60;
      case "hour" -> seconds / 3600;
      case "day" -> seconds / 86400;
      case "week" -> seconds / (7 * 86400);
      case "month" -> months(from, to);
      case "quarter" -> months(from, to) / 3;
      case "year" -> months(from, to) / 12;
      default -> throw new IllegalStateException("unit " + unit);
    };
  }

  private static long months(long from, long to) {
    boolean minus = Long.compareUnsigned(from, to) > 0;
    long early = minus ? to : from;
    long late = minus ? from : to;
    long months =
        (CoreTime.year(late) - CoreTime.year(early)) * 12L
            + CoreTime.month(late)
            - CoreTime.month(early);
    // The rest of the date, from the day down, decides whether the last month is complete.
    long mask = (1L << 46) - 1;
    if ((late & mask) < (early & mask)) {
      months--;
    }
    return minus ? -months : months;
  }

  private static Node convertTz(Tools tools, Node[] args) {
    Map<String, SessionZone> zones = new HashMap<>();
    boolean written = args[0] instanceof ConstantNode;
    Node time = written ? tools.coerce().toTimeAsWritten(args[0]) : tools.time(args[0]);
    // Of what is written, a date, a time and a document have all digits, and a double its type's.
    int fsp =
        !written
            ? 6
            : switch (args[0].type().kind()) {
              case INT, STRING -> time.type().fsp();
              case REAL, DECIMAL -> Math.min(6, args[0].type().fsp());
              default -> 6;
            };
    return new LazyNode(
        SqlType.time(MysqlType.DATETIME, fsp),
        (v, to) -> {
          to.setNull();
          Value from = v.get(0);
          if (from.isNull()) {
            return;
          }
          long core = from.bits();
          if (!Times.complete(core)) {
            tools.times().invalid(to);
            return;
          }
          Value source = v.get(1);
          Value target = source.isNull() ? source : v.get(2);
          if (!target.isNull() && TimeText.isDate(core)) {
            SessionZone sourceZone = zone(zones, SearchFunctions.ascii(source));
            SessionZone targetZone = zone(zones, SearchFunctions.ascii(target));
            if (sourceZone != null && targetZone != null) {
              to.setTime(ValueKind.DATETIME, moved(core, sourceZone, targetZone), fsp);
            }
          }
        },
        nullIfWrong(time),
        nullIfWrong(tools.text(args[1])),
        nullIfWrong(tools.text(args[2])));
  }

  /**
   * The same instant in another zone, which may be in the year 10000; one that the clock leaves out
   * is the whole second at which it does so.
   */
  private static long moved(long from, SessionZone source, SessionZone target) {
    long instant = source.instantOrChange(CoreTime.wallSeconds(from));
    int micro = TimeText.exists(from, source) ? CoreTime.micro(from) : 0;
    return CoreTime.ofWallSeconds(target.wallOf(instant), micro);
  }

  /** NULL in place of an error. */
  private static Node nullIfWrong(Node node) {
    return new Node(node.type()) {
      @Override
      boolean constant() {
        return node.constant();
      }

      @Override
      void eval(Value[] row, Value to) {
        try {
          node.eval(row, to);
        } catch (ConversionException wrong) {
          to.setNull();
        }
      }
    };
  }

  private static SessionZone zone(Map<String, SessionZone> zones, String name) {
    return zones.computeIfAbsent(name, ClockFunctions::zone);
  }

  /** A zone by name or offset; null if there is none. */
  private static SessionZone zone(String name) {
    if (name.matches("[+-][0-9]{1,2}:[0-5]?[0-9]")) {
      int colon = name.indexOf(':');
      int hours = Integer.parseInt(name.substring(1, colon));
      int minutes = Integer.parseInt(name.substring(colon + 1));
      boolean minus = name.charAt(0) == '-';
      if (hours > 14 || hours == 14 && minutes > 0 || minus && hours == 14) {
        return null;
      }
      int total = hours * 3600 + minutes * 60;
      return new SessionZone(ZoneOffset.ofTotalSeconds(minus ? -total : total));
    }
    try {
      boolean local = name.equalsIgnoreCase("SYSTEM") || name.equals("Local");
      return new SessionZone(local ? ZoneId.systemDefault() : ZoneNames.of(name));
    } catch (DateTimeException unknown) {
      return null;
    }
  }
}
