package io.levin.kv.expr;

import io.levin.kv.cast.DurationText;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import io.levin.kv.value.ValueKind;

/** TIMEDIFF: the time between two times of day or two datetimes; NULL between one and another. */
final class TimeDifference {
  /** A text that has so many characters before its point may be a datetime. */
  private static final int DATETIME_LENGTH = 12;

  private final Tools tools;
  private final int fsp;

  private TimeDifference(Tools tools, int fsp) {
    this.tools = tools;
    this.fsp = fsp;
  }

  static void addTo(Functions.Registry registry) {
    registry.add("timediff", 2, TimeDifference::node);
  }

  private static Node node(Tools tools, Node[] args) {
    int fsp = 0;
    Node[] nodes = new Node[args.length];
    for (int i = 0; i < args.length; i++) {
      fsp = Math.max(fsp, ClockFunctions.fractionDigits(tools, args[i]));
      nodes[i] = args[i].type().kind().temporal() ? args[i] : tools.text(args[i]);
    }
    SqlType type = SqlType.duration(fsp);
    EvalKind a = args[0].type().kind();
    EvalKind b = args[1].type().kind();
    if (a.temporal() && b.temporal() && a != b) {
      return new LazyNode(type, (v, to) -> to.setNull(), nodes);
    }
    TimeDifference difference = new TimeDifference(tools, fsp);
    Value left = new Value();
    Value right = new Value();
    return CallNode.of(
        type,
        (v, to) -> {
          difference.read(v[0], left);
          difference.read(v[1], right);
          difference.set(left, right, to);
        },
        nodes);
  }

  /** A text as a datetime, else as a time span; what is none at all is zero without digits. */
  private void read(Value from, Value to) throws ConversionException {
    if (from.kind() != ValueKind.STRING) {
      to.set(from);
      return;
    }
    String text = SearchFunctions.ascii(from).strip();
    int point = text.indexOf('.');
    int behind = point < 0 ? 0 : SearchFunctions.ascii(from).length() - 1 - firstPoint(from);
    int digits = behind <= 6 ? Math.max(behind, fsp) : fsp;
    int length = (point < 0 ? text.length() : point) - (text.startsWith("-") ? 1 : 0);
    if (length >= DATETIME_LENGTH
        && tools.times().isDatetime(from.array(), from.offset(), from.length(), digits, to)) {
      return;
    }
    tools.times().textToDuration(from.array(), from.offset(), from.length(), digits, to);
    if (to.isNull()) {
      to.setDuration(0, 0);
    }
  }

  private static int firstPoint(Value text) {
    return SearchFunctions.ascii(text).indexOf('.');
  }

  private void set(Value a, Value b, Value to) throws ConversionException {
    boolean spans = a.kind() == ValueKind.DURATION;
    if (spans != (b.kind() == ValueKind.DURATION)) {
      to.setNull();
      return;
    }
    long nanoseconds = spans ? a.bits() - b.bits() : between(a, b);
    long clamped = Math.max(-DurationText.MAX, Math.min(DurationText.MAX, nanoseconds));
    if (clamped != nanoseconds) {
      tools.session().soft(SqlError.INCORRECT_VALUE);
    }
    to.setDuration(clamped, Math.max(a.fsp(), b.fsp()));
  }

  /** Nanoseconds, which wrap around after some 292 years. */
  private long between(Value a, Value b) {
    long seconds = seconds(a) - seconds(b);
    if (a.kind() == ValueKind.TIMESTAMP && b.kind() == ValueKind.TIMESTAMP) {
      seconds = instant(a) - instant(b);
    }
    return seconds * Times.SECOND + (CoreTime.micro(a.bits()) - CoreTime.micro(b.bits())) * 1000L;
  }

  private static long seconds(Value time) {
    return Times.dayNumber(time.bits()) * 86_400L + Times.clockOf(time.bits()) / Times.SECOND;
  }

  private long instant(Value time) {
    return tools.times().zone().instantOrChange(CoreTime.wallSeconds(time.bits()));
  }
}
