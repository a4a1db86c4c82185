package io.levin.playground.tidb.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.levin.playground.tidb.wire.SqlError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;
import org.h2.value.Value;
import org.h2.value.ValueNull;

/** MySQL's functions that H2 lacks or that mean something else there. Called by H2. */
public final class MysqlFunctions {
  private static final JsonMapper JSON = new JsonMapper();

  private MysqlFunctions() {}

  /** {@code a / b}: exact, with four more digits than {@code a}; NULL for a zero divisor. */
  public static BigDecimal mysql_divide(BigDecimal a, BigDecimal b) {
    if (a == null || b == null || b.signum() == 0) {
      return null;
    }
    return a.divide(b, Math.max(a.scale(), 0) + 4, RoundingMode.HALF_UP);
  }

  /** CONCAT: NULL if any part is. */
  public static String mysql_concat(String... parts) {
    StringBuilder out = new StringBuilder();
    for (String part : parts) {
      if (part == null) {
        return null;
      }
      out.append(part);
    }
    return out.toString();
  }

  /** CONCAT_WS: leaves NULLs out. */
  public static String mysql_concat_ws(String separator, String... parts) {
    if (separator == null) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    boolean first = true;
    for (String part : parts) {
      if (part != null) {
        out.append(first ? "" : separator).append(part);
        first = false;
      }
    }
    return out.toString();
  }

  /** HEX of a number or of a text's bytes. */
  public static String mysql_hex(Value value) {
    if (value == null || value == ValueNull.INSTANCE) {
      return null;
    }
    return switch (value.getValueType()) {
      case Value.TINYINT, Value.SMALLINT, Value.INTEGER, Value.BIGINT, Value.NUMERIC ->
          Long.toHexString(value.getBigDecimal().toBigInteger().longValue())
              .toUpperCase(Locale.ROOT);
      case Value.VARBINARY, Value.BINARY, Value.BLOB ->
          HexFormat.of().withUpperCase().formatHex(value.getBytesNoCopy());
      default ->
          HexFormat.of()
              .withUpperCase()
              .formatHex(value.getString().getBytes(StandardCharsets.UTF_8));
    };
  }

  /** UNHEX; NULL for what is not hexadecimal. */
  public static byte[] mysql_unhex(String digits) {
    if (digits == null || !digits.matches("[0-9a-fA-F]*")) {
      return null;
    }
    return HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits);
  }

  /** SUBSTRING: positions from 1, negative ones from the end. */
  public static String mysql_substring(String text, int from, int length) {
    if (text == null) {
      return null;
    }
    int size = text.codePointCount(0, text.length());
    int start = from > 0 ? from - 1 : size + from;
    if (from == 0 || start < 0 || start >= size || length <= 0) {
      return "";
    }
    int end = (int) Math.min((long) start + length, size);
    return text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end));
  }

  /** SUBSTRING_INDEX. */
  public static String substring_index(String text, String delimiter, int count) {
    if (text == null || delimiter == null) {
      return null;
    }
    if (count == 0 || delimiter.isEmpty()) {
      return "";
    }
    int at = count > 0 ? -delimiter.length() : text.length();
    for (int i = 0; i < Math.abs(count); i++) {
      at =
          count > 0
              ? text.indexOf(delimiter, at + delimiter.length())
              : text.lastIndexOf(delimiter, at - 1);
      if (at < 0) {
        return text;
      }
    }
    return count > 0 ? text.substring(0, at) : text.substring(at + delimiter.length());
  }

  /** FIND_IN_SET. */
  public static Integer find_in_set(String what, String set) {
    if (what == null || set == null) {
      return null;
    }
    String[] parts = set.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].equals(what)) {
        return i + 1;
      }
    }
    return 0;
  }

  /** FIELD. */
  public static int field(String what, String... list) {
    for (int i = 0; what != null && i < list.length; i++) {
      if (what.equals(list[i])) {
        return i + 1;
      }
    }
    return 0;
  }

  /** ELT. */
  public static String elt(int n, String... list) {
    return n < 1 || n > list.length ? null : list[n - 1];
  }

  /** CRC32 of a text's bytes. */
  public static Long crc32(Value value) {
    if (value == null || value == ValueNull.INSTANCE) {
      return null;
    }
    CRC32 crc = new CRC32();
    crc.update(bytes(value));
    return crc.getValue();
  }

  /** MD5 in hexadecimal digits. */
  public static String mysql_md5(Value value) {
    return digest("MD5", value);
  }

  /** SHA1 in hexadecimal digits. */
  public static String mysql_sha1(Value value) {
    return digest("SHA-1", value);
  }

  /** SHA2 in hexadecimal digits. */
  public static String sha2(Value value, int bits) {
    return switch (bits) {
      case 0, 256 -> digest("SHA-256", value);
      case 224, 384, 512 -> digest("SHA-" + bits, value);
      default -> null;
    };
  }

  /** TO_BASE64. */
  public static String mysql_to_base64(Value value) {
    return value == null || value == ValueNull.INSTANCE
        ? null
        : Base64.getEncoder().encodeToString(bytes(value));
  }

  /** FROM_BASE64. */
  public static byte[] mysql_from_base64(String text) {
    return text == null ? null : Base64.getMimeDecoder().decode(text);
  }

  /** CHAR(n, ...). */
  public static String mysql_char(Integer... codes) {
    StringBuilder out = new StringBuilder();
    for (Integer code : codes) {
      if (code != null) {
        out.appendCodePoint(code);
      }
    }
    return out.toString();
  }

  /** SLEEP: really. */
  public static int sleep(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1000));
    return 0;
  }

  /** DATE_FORMAT. */
  public static String date_format(LocalDateTime time, String format) {
    return DateFormats.format(time, format);
  }

  /** FROM_UNIXTIME of seconds, in the session's zone. */
  public static LocalDateTime mysql_from_unixtime(Connection connection, BigDecimal seconds) {
    return DateFormats.fromUnixTime(connection, seconds);
  }

  /** UNIX_TIMESTAMP of a local time of the session's zone. */
  public static BigDecimal mysql_unix_timestamp(Connection connection, LocalDateTime time) {
    return DateFormats.unixTimestamp(connection, time);
  }

  /** JSON_EXTRACT with one path of names and positions. */
  public static String json_extract(String json, String path) {
    JsonNode node = json == null || path == null ? null : at(json, path);
    return node == null || node.isMissingNode() ? null : node.toString();
  }

  /** JSON_UNQUOTE. */
  public static String json_unquote(String json) {
    if (json == null || json.length() < 2 || json.charAt(0) != '"') {
      return json;
    }
    return parse(json).asText();
  }

  /** JSON_LENGTH. */
  public static Integer json_length(String json) {
    if (json == null) {
      return null;
    }
    JsonNode node = parse(json);
    return node.isContainerNode() ? node.size() : 1;
  }

  /** JSON_VALID. */
  public static Integer json_valid(String json) {
    if (json == null) {
      return null;
    }
    try {
      JSON.readTree(json);
      return 1;
    } catch (JsonProcessingException e) {
      return 0;
    }
  }

  private static JsonNode at(String json, String path) {
    JsonNode node = parse(json);
    for (String step : path.substring(1).split("\\.|(?=\\[)")) {
      if (step.isEmpty()) {
        continue;
      }
      node =
          step.startsWith("[")
              ? node.path(Integer.parseInt(step.substring(1, step.length() - 1)))
              : node.path(step.replace("\"", ""));
    }
    return node;
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new SqlError(
          3140, "Invalid JSON text: The document root must not be followed by other values.", e);
    }
  }

  private static byte[] bytes(Value value) {
    return switch (value.getValueType()) {
      case Value.VARBINARY, Value.BINARY, Value.BLOB -> value.getBytesNoCopy();
      default -> value.getString().getBytes(StandardCharsets.UTF_8);
    };
  }

  private static String digest(String algorithm, Value value) {
    if (value == null || value == ValueNull.INSTANCE) {
      return null;
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes(value)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
