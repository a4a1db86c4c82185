package io.levin.kv.jsonschema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.GoRegexp;
import io.levin.kv.value.SqlError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keywords that say something about a value's type, or about numbers and strings. */
final class ValueKeywords {
  private static final Set<String> TYPES =
      Set.of("null", "boolean", "object", "array", "number", "string", "integer");

  /** Strings that are truth values to {@code "type": "boolean"}. */
  private static final Set<String> TRUTHS =
      Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");

  private ValueKeywords() {}

  static Keyword read(SchemaReader reader, KeywordName name, Json json) throws ConversionException {
    switch (name) {
      case TYPE -> {
        return type(reader, json);
      }
      case ENUM -> {
        return enumeration(reader.items(json));
      }
      case CONST -> {
        Json wanted = Plain.of(json);
        return (state, value) -> require(state, Plain.equal(wanted, value));
      }
      case PATTERN -> {
        Pattern pattern = pattern(reader.text(json));
        return strings(text -> pattern.matcher(text).find());
      }
      case FORMAT -> {
        String format = reader.text(json);
        return strings(text -> Formats.accepts(format, text));
      }
      case MAX_LENGTH -> {
        long most = reader.integer(json);
        return strings(text -> text.codePointCount(0, text.length()) <= most);
      }
      case MIN_LENGTH -> {
        long least = reader.integer(json);
        return strings(text -> text.codePointCount(0, text.length()) >= least);
      }
      default -> {
        return numeric(name, reader.number(json));
      }
    }
  }

  private static void require(State state, boolean valid) {
    if (!valid) {
      state.error();
    }
  }

  private interface TextCheck {
    boolean accepts(String text) throws ConversionException;
  }

  private static Keyword strings(TextCheck check) {
    return (state, value) -> {
      String text = Plain.text(value);
      if (text != null) {
        require(state, check.accepts(text));
      }
    };
  }

  /** A regular expression, in RE2's syntax. */
  static Pattern pattern(String text) throws ConversionException {
    try {
      return GoRegexp.compile(text, 0);
    } catch (PatternSyntaxException e) {
      throw SchemaReader.invalid("the pattern " + text);
    }
  }

  private static Keyword numeric(KeywordName name, double bound) {
    return (state, value) -> {
      if (value instanceof Json.Double number) {
        double own = number.value();
        require(
            state,
            switch (name) {
              case MULTIPLE_OF -> Plain.integral(own / bound);
              case MAXIMUM -> own <= bound;
              case EXCLUSIVE_MAXIMUM -> own < bound;
              case MINIMUM -> own >= bound;
              default -> own > bound;
            });
      }
    };
  }

  private static Keyword enumeration(List<Json> items) {
    List<Json> wanted = new ArrayList<>();
    items.forEach(item -> wanted.add(Plain.of(item)));
    return (state, value) -> {
      if (wanted.isEmpty()) {
        throw new ConversionException(SqlError.PANIC, "a JSON schema with an empty enum");
      }
      require(state, wanted.stream().anyMatch(item -> Plain.equal(item, value)));
    };
  }

  private static Keyword type(SchemaReader reader, Json json) throws ConversionException {
    List<String> types =
        json instanceof Json.Array ? reader.texts(json) : List.of(reader.text(json));
    if (!TYPES.containsAll(types)) {
      throw SchemaReader.invalid("the type " + types);
    }
    return (state, value) -> {
      if (types.isEmpty()) {
        throw new ConversionException(SqlError.PANIC, "a JSON schema with an empty list of types");
      }
      require(state, types.stream().anyMatch(type -> is(type, value)));
    };
  }

  private static boolean is(String type, Json value) {
    String own = typeOf(value);
    return own.equals(type)
        || own.equals("integer") && type.equals("number")
        || own.equals("string") && type.equals("boolean") && TRUTHS.contains(Plain.text(value));
  }

  private static String typeOf(Json value) {
    if (value instanceof Json.Literal literal) {
      return literal.equals(Json.NULL) ? "null" : "boolean";
    } else if (value instanceof Json.Double number) {
      return Plain.integral(number.value()) ? "integer" : "number";
    } else if (value instanceof Json.Text) {
      return "string";
    }
    return value instanceof Json.Array ? "array" : "object";
  }
}
