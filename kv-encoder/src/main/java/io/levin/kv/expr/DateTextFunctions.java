package io.levin.kv.expr;

import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.schema.MysqlType;

/** DATE_FORMAT, TIME_FORMAT, STR_TO_DATE. */
final class DateTextFunctions {
  private static final String[] DAYS = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  private static final String[] FULL_DAYS = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
  };

  private DateTextFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("date_format", 2, DateTextFunctions::dateFormat);
    registry.add("time_format", 2, DateTextFunctions::timeFormat);
    registry.add("str_to_date", 2, DateTextFunctions::strToDate);
  }

  private static Node dateFormat(Tools tools, Node[] args) {
    return new ZeroOnError(
        tools,
        1,
        SqlType.text(),
        (v, to) -> {
          boolean zeroNumber = v[0].bits() == 0 && v[0].fsp() == 0;
          if (v[1].text().equals("0")) {
            to.setText("0");
          } else if (Times.complete(v[0].bits())) {
            to.setText(format(v[0].bits(), v[1].text()));
          } else if (zeroNumber) {
            to.setNull(); // not an error, not even in a strict mode
          } else {
            tools.times().invalid(to);
          }
        },
        tools.time(args[0]),
        tools.text(args[1]));
  }

  /** Of a text that is not all of a time span, what is one is taken, in every mode. */
  private static Node timeFormat(Tools tools, Node[] args) {
    Node span = tools.duration(args[0]);
    if (span instanceof DurationNode cast && tools.session().strict() && !cast.known()) {
      // Errors inside of it become no time span or a zero one, one can tell from TiDB's code only.
      throw new UnsupportedExpression("function time_format of a computed value in a strict mode");
    }
    return CallNode.of(
        SqlType.text(),
        (v, to) -> to.setText(formatSpan(Math.abs(v[0].bits()), v[1].text())),
        span instanceof DurationNode cast ? anyway(tools, cast) : span,
        tools.text(args[1]));
  }

  private static Node anyway(Tools tools, DurationNode span) {
    return new Node(span.type()) {
      @Override
      boolean constant() {
        return span.constant();
      }

      @Override
      void eval(Value[] row, Value to) throws ConversionException {
        try {
          span.evalAnyway(row, to);
        } catch (ConversionException wrong) {
          boolean looks = !tools.session().strict() || span.fromTime();
          if (!looks || wrong.error() != SqlError.INCORRECT_VALUE || wrong.isWithNull()) {
            throw wrong;
          }
          to.setDuration(0, span.type().fsp());
        }
      }
    };
  }

  private static String format(long core, String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      if (i + 1 == format.length()) {
        break;
      }
      dateLetter(core, format.charAt(++i), out);
    }
    return out.toString();
  }

  private static void dateLetter(long core, char letter, StringBuilder out) {
    int year = CoreTime.year(core);
    int month = CoreTime.month(core);
    int day = CoreTime.day(core);
    switch (letter) {
      case 'b', 'M' -> {
        String name = DateFunctions.MONTHS[month - 1];
        out.append(letter == 'b' ? name.substring(0, 3) : name);
      }
      case 'c' -> out.append(month);
      case 'm' -> two(out, month);
      case 'D' -> out.append(day).append(suffix(day));
      case 'd' -> two(out, day);
      case 'e' -> out.append(day);
      case 'j' -> padded(out, Times.dayOfYear(core), 3);
      case 'a' -> out.append(DAYS[weekday(core)]);
      case 'W' -> out.append(FULL_DAYS[weekday(core)]);
      case 'w' -> out.append(weekday(core));
      case 'U' -> two(out, Weeks.weekOfYear(core, 0));
      case 'u' -> two(out, Weeks.weekOfYear(core, 1));
      case 'V' -> two(out, Weeks.weekOfYear(core, 2));
      case 'v' -> two(out, Weeks.weekOfYear(core, 3));
      case 'X' -> padded(out, Weeks.yearOfWeek(core, 2), 4);
      case 'x' -> padded(out, Weeks.yearOfWeek(core, 3), 4);
      case 'Y' -> padded(out, year, 4);
      // Of the year 10000 all digits but the first two.
      case 'y' -> padded(out, year % 100, year > 9999 ? 3 : 2);
      default -> clockLetter(Times.clockOf(core), letter, out);
    }
  }

  private static int weekday(long core) {
    return Times.weekday(core, true);
  }

  private static String formatSpan(long nanoseconds, String format) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
      } else if (i + 1 < format.length()) {
        clockLetter(nanoseconds, format.charAt(++i), out);
      }
    }
    return out.toString();
  }

  /** Letters of the time of day; any other letter stands for itself. */
  private static void clockLetter(long nanoseconds, char letter, StringBuilder out) {
    long seconds = nanoseconds / Times.SECOND;
    int hour = (int) (seconds / 3600);
    int minute = (int) (seconds / 60 % 60);
    int second = (int) (seconds % 60);
    int twelve = hour % 12 == 0 ? 12 : hour % 12;
    String half = hour % 24 < 12 ? "AM" : "PM";
    switch (letter) {
      case 'H' -> two(out, hour);
      case 'k' -> out.append(hour);
      case 'h', 'I' -> two(out, twelve);
      case 'l' -> out.append(twelve);
      case 'i' -> two(out, minute);
      case 's', 'S' -> two(out, second);
      case 'f' -> padded(out, nanoseconds % Times.SECOND / 1000, 6);
      case 'p' -> out.append(half);
      case 'r' -> {
        two(out, twelve);
        two(out.append(':'), minute);
        two(out.append(':'), second);
        out.append(' ').append(half);
      }
      case 'T' -> {
        two(out, hour);
        two(out.append(':'), minute);
        two(out.append(':'), second);
      }
      default -> out.append(letter);
    }
  }

  private static void two(StringBuilder out, int number) {
    if (number < 10) {
      out.append('0');
    }
    out.append(number);
  }

  /** A number with zeros before it, never in the digits of the process's locale. */
  private static void padded(StringBuilder out, long number, int digits) {
    String text = Long.toString(number);
    out.append("0".repeat(Math.max(0, digits - text.length()))).append(text);
  }

  private static String suffix(int day) {
    return switch (day) {
      case 1, 21, 31 -> "st";
      case 2, 22 -> "nd";
      case 3, 23 -> "rd";
      default -> "th";
    };
  }

  private static Node strToDate(Tools tools, Node[] args) {
    String format = Tools.constantText(args[1], "the format of str_to_date");
    DatePattern pattern = new DatePattern(format);
    SqlType type =
        pattern.hasDate()
            ? pattern.hasClock()
                ? SqlType.time(MysqlType.DATETIME, pattern.hasFraction() ? 6 : 0)
                : SqlType.time(MysqlType.DATE, 0)
            : SqlType.duration(pattern.hasFraction() ? 6 : 0);
    return CallNode.of(
        type,
        (v, to) -> {
          if (pattern.read(v[0])) {
            set(tools, pattern, type, to);
          } else {
            tools.times().invalid(to);
          }
        },
        tools.text(args[0]));
  }

  private static void set(Tools tools, DatePattern pattern, SqlType type, Value to)
      throws ConversionException {
    long core = pattern.core();
    if (type.kind() == EvalKind.DURATION) {
      if (pattern.hasMore()) {
        tools.session().warn();
      }
      // Midnight is TiDB's zero, which has no fraction whatever the format.
      long clock = Times.clockOf(core);
      to.setDuration(clock, clock == 0 ? 0 : type.fsp());
      return;
    }
    tools.times().set(core, type.timeKind(), type.fsp(), to);
    if (!to.isNull() && pattern.hasMore()) {
      tools.session().warn();
    }
    boolean zeros = !Times.complete(core) || CoreTime.year(core) == 0;
    if (!to.isNull() && zeros && tools.session().sqlMode().noZeroDate()) {
      boolean date = type.tp() == MysqlType.DATE;
      tools.session().soft(date ? SqlError.INCORRECT_FORMAT : SqlError.INCORRECT_VALUE);
      to.setNull();
    }
  }
}
