package io.levin.checkpoint;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.tidb.TidbOptions;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The address of a checkpoint server as the original writes it: {@code
 * [user[:password]@][net[(addr)]]/[dbname][?k=v&...]}, the grammar of Go's MySQL driver. The last
 * {@code /} ends the address and the last {@code @} before it the password, so a password may hold
 * any character.
 *
 * <p>A database name is accepted and means nothing: every statement names its schema.
 */
final class MysqlDsn {
  private static final Logger LOG = LoggerFactory.getLogger(MysqlDsn.class);
  private static final int DEFAULT_PORT = 3306;

  /** Parameters of Go's driver itself that have no meaning here, or whose effect we fix. */
  private static final Set<String> OF_THE_DRIVER =
      Set.of(
          "allowallfiles",
          "allowcleartextpasswords",
          "allowfallbacktoplaintext",
          "allownativepasswords",
          "allowoldpasswords",
          "charset",
          "checkconnliveness",
          "clientfoundrows",
          "collation",
          "columnswithalias",
          "compress",
          "connectionattributes",
          "interpolateparams",
          "loc",
          "multistatements",
          "parsetime",
          "readtimeout",
          "rejectreadonly",
          "serverpubkey",
          "timeout",
          "timetruncate",
          "writetimeout");

  private static final Pattern VALUE = Pattern.compile("-?[0-9.]+|[A-Za-z_]+|'[^'\\\\]*'");

  private MysqlDsn() {}

  /**
   * Reads an address.
   *
   * @param tls the certificates that {@code tls=cluster} means, and their TiDB; the rest of it is
   *     not used
   * @throws ImportException {@link ErrorCode#OPEN_CHECKPOINT}, without the password
   */
  static TidbOptions parse(String dsn, TidbOptions tls) {
    int slash = dsn.lastIndexOf('/');
    int question = dsn.indexOf('?', Math.max(slash, 0));
    if (slash < 0) {
      throw invalid("there is no '/' behind the address");
    }
    String front = dsn.substring(0, slash);
    int at = front.lastIndexOf('@');
    if (at < 0 && front.matches("[^(]*:.*")) {
      // Whatever stands there may be a password: it is not repeated.
      throw invalid("there is no '@' between user and address");
    }
    String login = at < 0 ? "" : front.substring(0, at);
    int colon = login.indexOf(':');
    String user = colon < 0 ? login : login.substring(0, colon);
    String password = colon < 0 ? "" : login.substring(colon + 1);
    Address address = Address.parse(front.substring(at + 1));
    String mode = "false";
    long packet = 0;
    Map<String, String> variables = new LinkedHashMap<>();
    if (question >= 0) {
      for (String parameter : dsn.substring(question + 1).split("&")) {
        int equals = parameter.indexOf('=');
        if (equals <= 0) {
          continue;
        }
        String name = parameter.substring(0, equals);
        String value = decoded(name, parameter.substring(equals + 1));
        switch (name.toLowerCase(Locale.ROOT)) {
          case "tls" -> mode = tlsMode(value);
          case "maxallowedpacket" -> packet = number(name, value);
          default -> session(name, value, variables);
        }
      }
    }
    return new TidbOptions(
        address.host,
        address.port,
        user.isEmpty() ? "root" : user,
        password,
        mode,
        tls.caPath(),
        tls.certPath(),
        tls.keyPath(),
        "",
        packet,
        variables);
  }

  private static String decoded(String name, String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("parameter '" + name + "' has a '%' without two hexadecimal digits behind it");
    }
  }

  private static long number(String name, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw invalid("parameter '" + name + "' is not a number of bytes");
    }
  }

  private static void session(String name, String value, Map<String, String> variables) {
    if (OF_THE_DRIVER.contains(name.toLowerCase(Locale.ROOT))) {
      LOG.atInfo()
          .addKeyValue("parameter", name)
          .log("a parameter of checkpoint.dsn has no meaning here and is left out");
    } else if (name.matches("[A-Za-z_][A-Za-z0-9_.@]*") && VALUE.matcher(value).matches()) {
      variables.put(name, value);
    } else {
      throw invalid("parameter '" + name + "' is neither known nor a session variable");
    }
  }

  private static String tlsMode(String value) {
    return switch (value) {
      case "true", "cluster" -> "cluster";
      case "false", "skip-verify", "preferred" -> value;
      default -> throw invalid("tls=" + value + " is not known");
    };
  }

  private static ImportException invalid(String why) {
    return new ImportException(
        ErrorCode.OPEN_CHECKPOINT,
        "open checkpoint error: checkpoint.dsn of checkpoint.driver \"mysql\" cannot be read: "
            + why,
        "write it as USER:PASS@tcp(HOST:PORT)/, or set checkpoint.driver = \"file\" if it is a"
            + " path");
  }

  private record Address(String host, int port) {
    static Address parse(String text) {
      if (text.isEmpty()) {
        return new Address("127.0.0.1", DEFAULT_PORT);
      }
      int open = text.indexOf('(');
      String net = open < 0 ? text : text.substring(0, open);
      if (net.equals("unix")) {
        throw invalid("unix sockets are not supported");
      }
      if (!net.equals("tcp") || open >= 0 && !text.endsWith(")")) {
        throw invalid("default addr for network '" + net + "' unknown");
      }
      String address = open < 0 ? "127.0.0.1" : text.substring(open + 1, text.length() - 1);
      int colon = address.lastIndexOf(':');
      boolean port = colon >= 0 && colon > address.lastIndexOf(']');
      String host = port ? address.substring(0, colon) : address;
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      try {
        return new Address(
            host, port ? Integer.parseInt(address.substring(colon + 1)) : DEFAULT_PORT);
      } catch (NumberFormatException e) {
        throw invalid("'" + address.substring(colon + 1) + "' is not a port");
      }
    }
  }
}
