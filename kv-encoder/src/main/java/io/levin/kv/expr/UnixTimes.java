package io.levin.kv.expr;

import io.levin.kv.cast.TimeText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;
import io.levin.schema.MysqlType;
import java.math.BigDecimal;

/** UNIX_TIMESTAMP and FROM_UNIXTIME: datetimes of the session's zone as seconds, and back. */
final class UnixTimes {
  /** The digits of a number of seconds with a fraction, with a point and a sign. */
  private static final int SECONDS_WIDTH = 12;

  /** Digits behind the point of a second. */
  private static final int MICROS = 6;

  private static final int MAX_PRECISION = 65;

  /** The last second that UNIX_TIMESTAMP and FROM_UNIXTIME know, of the year 3001. */
  private static final long LAST_UNIX_SECOND = 32_536_771_199L;

  private UnixTimes() {}

  static void addTo(Functions.Registry registry) {
    registry.add("unix_timestamp", 0, 1, UnixTimes::unixTimestamp);
    registry.add("from_unixtime", 1, 2, UnixTimes::fromUnixtime);
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
    return new Node(fsp == 0 ? SqlType.INT : SqlType.decimal(SECONDS_WIDTH + fsp, fsp)) {
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
        Times.complete(core) ? tools.times().zone().instantOrChange(CoreTime.wallSeconds(core)) : 0;
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

  /** A text that says how many digits it has has no more of them; that of a column has six. */
  private static Node seconds(Tools tools, Node arg) {
    if (arg.type().kind() == EvalKind.JSON) {
      return tools.decimal(arg);
    }
    Node number = tools.coerce().toExactDecimal(arg);
    SqlType type = arg.type();
    if (!MysqlType.isString(type.tp()) || type.decimal() < 0 || arg.constant()) {
      return number;
    }
    boolean column = type.tp() != MysqlType.VAR_STRING && type.decimal() == 0;
    int places = column ? MICROS : type.decimal();
    long digits = type.flen() < 0 ? MAX_PRECISION : Math.min(MAX_PRECISION, type.flen());
    int precision = (int) Math.min(MAX_PRECISION, column ? digits + MICROS : digits);
    return new DecimalCast(tools.session(), number, precision, places);
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
}
