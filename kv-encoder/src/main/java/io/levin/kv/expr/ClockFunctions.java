package io.levin.kv.expr;

import io.levin.kv.cast.DurationText;
import io.levin.kv.cast.TimeText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
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
  private static final int MAX_YEAR = 9999;

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
        (v, to) -> {
          BigDecimal seconds = io.levin.kv.value.FloatText.shortest(v[0].asDouble());
          BigDecimal rounded = seconds.setScale(fsp, RoundingMode.HALF_UP);
          BigDecimal limit = BigDecimal.valueOf(DurationText.MAX, 9);
          if (rounded.abs().compareTo(limit) > 0) {
            tools.session().soft(SqlError.TRUNCATED_BY_FUNCTION);
            to.setDuration(rounded.signum() < 0 ? -DurationText.MAX : DurationText.MAX, fsp);
          } else {
            to.setDuration(rounded.movePointRight(9).longValue(), fsp);
          }
        },
        tools.real(args[0]));
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

  private static Node time(Tools tools, Node[] args) {
    return CallNode.of(
        SqlType.duration(6),
        (v, to) -> {
          String text = SearchFunctions.ascii(v[0]);
          int point = text.indexOf('.');
          int fsp = point < 0 ? 0 : Math.min(6, text.length() - point - 1);
          tools.times().textToDuration(v[0].array(), v[0].offset(), v[0].length(), fsp, to);
          if (to.isNull()) {
            to.setDuration(0, fsp);
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
        SqlType.time(MysqlType.DATETIME, 6),
        (v, to) -> {
          int fsp = fractionDigits(v[0]);
          if (number) {
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
    EvalKind kind = args[2].type().kind();
    int fsp =
        kind == EvalKind.INT
            ? 0
            : kind == EvalKind.DECIMAL && args[2].type().decimal() >= 0
                ? Math.min(6, args[2].type().decimal())
                : 6;
    return CallNode.of(
        SqlType.duration(fsp),
        (v, to) -> {
          long hours = v[0].bits();
          long minutes = v[1].bits();
          double seconds = v[2].asDouble();
          if (minutes < 0 || minutes >= 60 || seconds < 0 || seconds >= 60) {
            to.setNull();
            return;
          }
          boolean minus = hours < 0 && v[0].kind() == ValueKind.INT;
          long size = minus ? -hours : hours;
          if (size < 0 || size > 838) {
            tools.session().warn();
            to.setDuration(minus ? -DurationText.MAX : DurationText.MAX, fsp);
            return;
          }
          long fraction =
              io.levin.kv.value.FloatText.shortest(seconds)
                  .setScale(fsp, RoundingMode.HALF_UP)
                  .movePointRight(9)
                  .longValue();
          long total = (size * 3600 + minutes * 60) * Times.SECOND + fraction;
          total = Math.min(total, DurationText.MAX);
          to.setDuration(minus ? -total : total, fsp);
        },
        tools.integer(args[0]),
        tools.integer(args[1]),
        tools.real(args[2]));
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
    return CallNode.of(
        SqlType.INT,
        (v, to) -> {
          if (!Times.complete(v[0].bits()) || !Times.complete(v[1].bits())) {
            tools.times().invalid(to);
          } else {
            to.setInt(difference(unit, v[0].bits(), v[1].bits()));
          }
        },
        tools.time(args[1]),
        tools.time(args[2]));
  }

  private static long difference(String unit, long from, long to) {
    long micros =
        (CoreTime.wallSeconds(to) - CoreTime.wallSeconds(from)) * 1_000_000L
            + CoreTime.micro(to)
            - CoreTime.micro(from);
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
    int fsp = written ? time.type().fsp() : 6;
    return CallNode.of(
        SqlType.time(MysqlType.DATETIME, fsp),
        (v, to) -> {
          if (!Times.complete(v[0].bits())) {
            tools.times().invalid(to);
            return;
          }
          SessionZone from = zone(zones, SearchFunctions.ascii(v[1]));
          SessionZone target = zone(zones, SearchFunctions.ascii(v[2]));
          if (from == null || target == null || !TimeText.isDate(v[0].bits())) {
            to.setNull();
            return;
          }
          long instant = Times.instant(from, CoreTime.wallSeconds(v[0].bits()));
          long core = CoreTime.ofWallSeconds(target.wallOf(instant), CoreTime.micro(v[0].bits()));
          if (CoreTime.year(core) > MAX_YEAR) {
            throw new ConversionException(SqlError.NOT_SUPPORTED, "the year 10000 of convert_tz");
          }
          to.setTime(ValueKind.DATETIME, core, fsp);
        },
        nullIfWrong(time),
        nullIfWrong(tools.text(args[1])),
        nullIfWrong(tools.text(args[2])));
  }

  /** NULL in place of an error. */
  private static Node nullIfWrong(Node node) {
    return new Node(node.type()) {
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
      return new SessionZone(local ? ZoneId.systemDefault() : ZoneId.of(name));
    } catch (DateTimeException unknown) {
      return null;
    }
  }
}
