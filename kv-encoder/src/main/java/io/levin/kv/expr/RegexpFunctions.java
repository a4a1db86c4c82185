package io.levin.kv.expr;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.levin.kv.charset.Utf8;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.GoRegexp;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;

/** REGEXP and its functions, in the syntax of RE2, which is TiDB's. */
final class RegexpFunctions {
  private RegexpFunctions() {}

  static void addTo(Functions.Registry registry) {
    registry.add("regexp_like", 2, 3, RegexpFunctions::like);
    registry.add("regexp_substr", 2, RegexpFunctions::substr);
    registry.add("regexp_instr", 2, RegexpFunctions::instr);
    registry.add("regexp_replace", 3, RegexpFunctions::replace);
  }

  /** The last pattern, which is nearly always the same. */
  private static final class Patterns {
    private final boolean ignoreCase;
    private String text = "";
    private String flags = "";
    private Pattern pattern;

    Patterns(boolean ignoreCase) {
      this.ignoreCase = ignoreCase;
    }

    Pattern of(Value value, String wantedFlags) throws ConversionException {
      String wanted = value.text();
      if (pattern == null || !wanted.equals(text) || !wantedFlags.equals(flags)) {
        requirePattern(value);
        try {
          pattern = GoRegexp.compile(wanted, bits(wantedFlags));
        } catch (PatternSyntaxException e) {
          throw new ConversionException(
              SqlError.REGEXP, "Got error '" + e.getMessage() + "' from regexp");
        }
        text = wanted;
        flags = wantedFlags;
      }
      return pattern;
    }

    private int bits(String letters) throws ConversionException {
      int bits = ignoreCase ? Pattern.CASE_INSENSITIVE : 0;
      for (char letter : letters.toCharArray()) {
        switch (letter) {
          case 'i' -> bits |= Pattern.CASE_INSENSITIVE;
          case 'c' -> bits &= ~Pattern.CASE_INSENSITIVE;
          case 'm' -> bits |= Pattern.MULTILINE;
          case 's' -> bits |= Pattern.DOTALL;
          default ->
              throw new ConversionException(
                  SqlError.REGEXP, "Got error 'Invalid match type' from regexp");
        }
      }
      return bits;
    }
  }

  private static Patterns patterns(Tools tools, Node[] args) {
    SqlType type = Tools.merged(args[0], args[1]);
    if (type.binary()) {
      throw new UnsupportedExpression("a regular expression over a binary string");
    }
    if (args[1] instanceof ConstantNode constant && !constant.value().isNull()) {
      requireKnown(constant.value().text());
    }
    return new Patterns(Collations.ignoresCase(type.collation()));
  }

  /** A literal pattern of which it is not known what Go makes of it; a wrong one fails each row. */
  private static void requireKnown(String pattern) {
    try {
      GoRegexp.compile(pattern, 0);
    } catch (PatternSyntaxException failsInEachRow) {
      return;
    } catch (ConversionException e) {
      throw new UnsupportedExpression(e.getMessage());
    }
  }

  static Node like(Tools tools, Node[] args) {
    Patterns patterns = patterns(tools, args);
    boolean bytes = args.length > 2 && tools.text(args[2]).type().binary();
    return new LazyNode(
        Collations.numberOf(SqlType.BOOL, Tools.types(args[0], args[1])),
        (v, to) -> {
          to.setNull();
          Value text = v.get(0);
          Value pattern = text.isNull() ? text : v.get(1);
          if (pattern.isNull()) {
            return;
          }
          requirePattern(pattern);
          String flags = "";
          if (v.count() > 2) {
            Value given = v.get(2);
            if (given.isNull()) {
              return;
            }
            int end = given.offset() + given.length();
            if (bytes && Utf8.validEnd(given.array(), given.offset(), end) != end) {
              throw new ConversionException(SqlError.CANNOT_CONVERT);
            }
            flags = given.text();
          }
          Logic.set(to, patterns.of(pattern, flags).matcher(text.text()).find());
        },
        tools.all(EvalKind.STRING, args));
  }

  private static void requirePattern(Value pattern) throws ConversionException {
    if (pattern.length() == 0) {
      throw new ConversionException(
          SqlError.REGEXP, "Got error 'Empty pattern is invalid' from regexp");
    }
  }

  private static Node substr(Tools tools, Node[] args) {
    Patterns patterns = patterns(tools, args);
    return CallNode.of(
        Tools.merged(args),
        (v, to) -> {
          Matcher matcher = patterns.of(v[1], "").matcher(v[0].text());
          if (matcher.find()) {
            to.setText(matcher.group());
          } else {
            to.setNull();
          }
        },
        tools.all(EvalKind.STRING, args));
  }

  private static Node instr(Tools tools, Node[] args) {
    Patterns patterns = patterns(tools, args);
    return CallNode.of(
        Collations.numberOf(SqlType.INT, Tools.types(args[0], args[1])),
        (v, to) -> {
          String text = v[0].text();
          Matcher matcher = patterns.of(v[1], "").matcher(text);
          to.setInt(matcher.find() ? text.codePointCount(0, matcher.start()) + 1 : 0);
        },
        tools.all(EvalKind.STRING, args));
  }

  private static Node replace(Tools tools, Node[] args) {
    Patterns patterns = patterns(tools, args);
    String with = Tools.constantText(args[2], "the replacement of regexp_replace");
    if (with.indexOf('\\') >= 0 || with.indexOf('$') >= 0) {
      throw new UnsupportedExpression("regexp_replace with groups in the replacement");
    }
    Node replaced =
        CallNode.of(
            Tools.merged(args),
            (v, to) -> to.setText(patterns.of(v[1], "").matcher(v[0].text()).replaceAll(with)),
            tools.all(EvalKind.STRING, args));
    return with.isEmpty() ? replaced : new LongText(replaced);
  }
}
