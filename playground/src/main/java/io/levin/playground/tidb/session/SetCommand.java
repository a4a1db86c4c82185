package io.levin.playground.tidb.session;

import io.levin.playground.tidb.sql.QueryTranslator;
import io.levin.playground.tidb.sql.Token;
import io.levin.playground.tidb.sql.Tokens;
import io.levin.playground.tidb.wire.Outcome;
import io.levin.playground.tidb.wire.SqlError;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.h2.value.Value;
import org.h2.value.ValueNull;

/** SET of system variables, user variables, names and isolation. */
final class SetCommand {
  private final Session session;

  SetCommand(Session session) {
    this.session = session;
  }

  Outcome run(Tokens in) {
    in.expect("SET");
    if (in.is("PASSWORD") || in.is("ROLE") || in.is("DEFAULT", "ROLE") || in.is("CONFIG")) {
      throw SqlError.unsupported("SET " + in.peek().text());
    }
    do {
      assignment(in);
    } while (in.acceptSymbol(","));
    in.expectEnd();
    return Outcome.Done.NOTHING;
  }

  private void assignment(Tokens in) {
    if (in.accept("NAMES")) {
      charset(in.next());
      if (in.accept("COLLATE")) {
        session.variables().set("collation_connection", word(in.next()), false);
      }
      return;
    }
    if (in.accept("CHARACTER", "SET") || in.accept("CHARSET")) {
      charset(in.next());
      return;
    }
    Token token = in.peek();
    if (token.kind() == Token.Kind.USER_VARIABLE) {
      in.next();
      assign(in);
      session.variables().setUser(token.text(), value(in));
      return;
    }
    boolean global = false;
    String name;
    if (token.kind() == Token.Kind.SYSTEM_VARIABLE) {
      in.next();
      name = token.text();
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("global.")) {
        global = true;
      }
      name = name.replaceFirst("(?i)^(global|session|local|instance)\\.", "");
    } else {
      global = in.accept("GLOBAL") || in.accept("PERSIST");
      if (!global) {
        in.acceptAny("SESSION", "LOCAL");
      }
      if (in.accept("TRANSACTION")) {
        isolation(in, global);
        return;
      }
      name = in.name();
      while (in.acceptSymbol(".")) {
        name += "." + in.name();
      }
    }
    assign(in);
    set(name, systemValue(in), global);
  }

  private void set(String name, Object value, boolean global) {
    boolean before = session.variables().on("autocommit");
    session.variables().set(name, value, global);
    if (!global && name.equalsIgnoreCase("autocommit")) {
      session.showAutocommit();
      if (!before && session.variables().on("autocommit")) {
        session.commit();
      }
    }
  }

  private void isolation(Tokens in, boolean global) {
    do {
      if (in.accept("ISOLATION", "LEVEL")) {
        String level = in.name();
        if (!level.equalsIgnoreCase("SERIALIZABLE")) {
          level += "-" + in.name();
        }
        session.variables().set("tx_isolation", level, global);
      } else {
        in.expect("READ");
        session.variables().set("tx_read_only", in.accept("ONLY") ? "ON" : "OFF", global);
        in.accept("WRITE");
      }
    } while (in.acceptSymbol(","));
  }

  private void charset(Token token) {
    String charset = word(token).toLowerCase(Locale.ROOT);
    if (charset.equals("default")) {
      charset = "utf8mb4";
    }
    if (!List.of("utf8mb4", "utf8", "utf8mb3", "latin1", "ascii", "binary", "gbk")
        .contains(charset)) {
      throw new SqlError(1115, "Unknown character set: '" + charset + "'");
    }
    for (String name :
        List.of("character_set_client", "character_set_connection", "character_set_results")) {
      session.variables().set(name, charset, false);
    }
  }

  private static void assign(Tokens in) {
    if (!in.acceptSymbol("=")) {
      in.expectSymbol(":=");
    }
  }

  /** A value for a system variable: a bare word stands for itself. */
  private Object systemValue(Tokens in) {
    Token token = in.peek();
    Token behind = in.peek(1);
    boolean alone = behind.kind() == Token.Kind.END || behind.isSymbol(",");
    if (alone && token.isName()) {
      in.next();
      if (token.is("DEFAULT")) {
        return null;
      }
      return token.is("NULL") ? "" : token.text();
    }
    Object value = value(in);
    return value == null ? "" : value;
  }

  private Object value(Tokens in) {
    Token token = in.peek();
    Token behind = in.peek(1);
    if (behind.kind() == Token.Kind.END || behind.isSymbol(",")) {
      if (token.kind() == Token.Kind.STRING) {
        return in.next().string();
      }
      if (token.kind() == Token.Kind.NUMBER) {
        return number(in.next().text());
      }
    }
    QueryTranslator translator = new QueryTranslator(in, new SessionNames(session, Map.of(), null));
    Value value = session.engine().all("SELECT " + translator.expression(), Map.of()).get(0)[0];
    if (value == ValueNull.INSTANCE) {
      return null;
    }
    return switch (value.getValueType()) {
      case Value.BOOLEAN -> value.getBoolean() ? 1L : 0L;
      case Value.TINYINT, Value.SMALLINT, Value.INTEGER, Value.BIGINT -> value.getLong();
      case Value.NUMERIC, Value.DECFLOAT -> value.getBigDecimal();
      default -> value.getString();
    };
  }

  private static Object number(String text) {
    return text.matches("\\d{1,18}") ? (Object) Long.valueOf(text) : new BigDecimal(text);
  }

  private static String word(Token token) {
    return token.bytes() == null ? token.text() : token.string();
  }
}
