package io.levin.kv.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.levin.base.Bytes;
import io.levin.base.KvChecksum;
import io.levin.kv.KeyCodec;
import io.levin.kv.collation.Collation;
import io.levin.kv.value.CoreTime;
import io.levin.kv.value.Decimal;
import io.levin.kv.value.SessionZone;
import io.levin.kv.value.ZoneNames;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The vectors of the primitive codecs and of whole strings' sort keys. */
final class CodecVectors {
  private static final Pattern DATUM = Pattern.compile("Kind(\\w+) (.*?)(?= Kind|]$)");

  /** A handle that is shorter is filled up with zeros. */
  private static final int LEAST_HANDLE = 9;

  private final TopicResult result;
  private final byte[] scratch = new byte[1 << 16];
  private JsonNode vector;

  CodecVectors(TopicResult result) {
    this.result = result;
  }

  /** Checks one line. */
  void check(JsonNode line) {
    vector = line;
    result.startCase();
    if (line.has("coll")) {
      checkSortKey();
      return;
    }
    switch (text("kind")) {
      case "int" -> checkInt();
      case "uint" -> checkUint();
      case "bytes" -> checkBytes();
      case "float" -> checkFloat();
      case "decimal" -> checkDecimal();
      case "duration" -> checkDuration();
      case "time" -> checkTime();
      case "tablekey" -> checkTableKey();
      case "rowkey" -> checkRowKey();
      case "kvchecksum" -> checkChecksum();
      case "metakey" -> checkMetaKey();
      case "commonkey" -> checkCommonKey();
      default -> result.row(false, "unknown kind", vector.toString(), "nothing was checked");
    }
  }

  private void checkInt() {
    long v = Long.parseLong(text("v"));
    same("mem", KeyCodec.putInt(scratch, 0, v));
    same("varint", KeyCodec.putVarint(scratch, 0, v));
    same("cmpvarint", KeyCodec.putComparableVarint(scratch, 0, v));
    same("desc", KeyCodec.putInt(scratch, 0, ~v));
    KeyCodec.putInt(scratch, 0, v);
    right("decoded", KeyCodec.getInt(scratch, 0) == v, "");
  }

  private void checkUint() {
    long v = Long.parseUnsignedLong(text("v"));
    same("mem", KeyCodec.putUint(scratch, 0, v));
    same("uvarint", KeyCodec.putUvarint(scratch, 0, v));
    same("cmpuvarint", KeyCodec.putComparableUvarint(scratch, 0, v));
  }

  private void checkBytes() {
    byte[] v = Bytes.fromHex(text("v"));
    same("mem", KeyCodec.putBytes(scratch, 0, v, 0, v.length));
    same("compact", KeyCodec.putCompactBytes(scratch, 0, v, 0, v.length));
    right("decoded", Arrays.equals(KeyCodec.decodeBytes(KeyCodec.encodeBytes(v)), v), "");
  }

  private void checkFloat() {
    double v = Double.longBitsToDouble(Long.parseUnsignedLong(text("bits"), 16));
    same("mem", KeyCodec.putUint(scratch, 0, KeyCodec.comparableDouble(v)));
  }

  private void checkDecimal() {
    byte[] v = text("v").getBytes(StandardCharsets.US_ASCII);
    Decimal decimal = new Decimal();
    decimal.parse(v, 0, v.length);
    if (vector.get("frac").asInt() > 30) {
      return; // Wider than any column: TiDB has no form for it.
    }
    same(
        "bin",
        decimal.writeBinary(vector.get("prec").asInt(), vector.get("frac").asInt(), scratch, 0));
    Decimal back = new Decimal();
    back.readBinary(scratch, 0, vector.get("prec").asInt(), vector.get("frac").asInt());
    right(
        "decoded", back.toBigDecimal().compareTo(new BigDecimal(text("v"))) == 0, back.toString());
    if (!vector.get("err").asText().contains("1690")) {
      int p = vector.get("p").asInt();
      int s = vector.get("s").asInt();
      decimal.round(s);
      if (decimal.integerDigits() <= p - s && !vector.get("err").asText().contains("1265")) {
        scratch[0] = (byte) p;
        scratch[1] = (byte) s;
        same("enc_ps", decimal.writeBinary(p, s, scratch, 2));
      }
    }
  }

  private void checkDuration() {
    long ns = Long.parseLong(text("ns"));
    scratch[0] = KeyCodec.DURATION_FLAG;
    same("key", KeyCodec.putInt(scratch, 1, ns));
    same("value", KeyCodec.putInt(scratch, 1, ns));
  }

  private void checkTime() {
    String t = text("text");
    int micro =
        t.length() > 20 ? Integer.parseInt((t.substring(20) + "000000").substring(0, 6)) : 0;
    long core =
        CoreTime.of(
            part(t, 0, 4),
            part(t, 5, 7),
            part(t, 8, 10),
            part(t, 11, 13),
            part(t, 14, 16),
            part(t, 17, 19),
            micro);
    long packed = CoreTime.pack(core);
    right("packed", Long.toUnsignedString(packed).equals(text("packed")), "" + packed);
    right("unpacked", CoreTime.unpack(packed) == core, "");
    scratch[0] = KeyCodec.UINT_FLAG;
    same("datetime_key", KeyCodec.putUint(scratch, 1, packed));
    SessionZone zone = new SessionZone(ZoneNames.of(text("tz")));
    if (text("err").equals("<nil>")) {
      // A zero date is no instant, and in UTC nothing is converted.
      boolean kept = core == 0 || text("tz").equals("UTC");
      long instant = zone.instantOf(CoreTime.wallSeconds(core));
      long utc = kept ? core : CoreTime.ofWallSeconds(instant, micro);
      scratch[0] = KeyCodec.UINT_FLAG;
      same("timestamp_key", KeyCodec.putUint(scratch, 1, CoreTime.pack(utc)));
    }
  }

  private void checkTableKey() {
    long id = Long.parseLong(text("table"));
    scratch[0] = 't';
    same("prefix", KeyCodec.putInt(scratch, 1, id));
    scratch[9] = '_';
    scratch[10] = 'r';
    same("record_prefix", 11);
    scratch[10] = 'i';
    same("index_prefix", 11);
    same("index1", KeyCodec.putInt(scratch, 11, 1));
    same("index_id", KeyCodec.putInt(scratch, 11, id));
    byte[] encoded = KeyCodec.encodeBytes(Bytes.fromHex(text("prefix")));
    right("tikv_prefix", Bytes.hex(encoded).equals(text("tikv_prefix")), Bytes.hex(encoded));
  }

  private void checkMetaKey() {
    long table = Long.parseLong(text("table"));
    metaKey("table_info", "Table:" + table);
    metaKey("auto_table_id", "TID:" + table);
    metaKey("auto_increment_id", "IID:" + table);
    metaKey("auto_random_id", "TARID:" + table);
  }

  /** A field of a database's hash: {@code m}, the hash's name, {@code h}, the field's name. */
  private void metaKey(String vectorField, String field) {
    byte[] hash = ("DB:" + text("db")).getBytes(StandardCharsets.US_ASCII);
    byte[] name = field.getBytes(StandardCharsets.US_ASCII);
    scratch[0] = 'm';
    int at = KeyCodec.putBytes(scratch, 1, hash, 0, hash.length);
    at = KeyCodec.putUint(scratch, at, 'h');
    same(vectorField, KeyCodec.putBytes(scratch, at, name, 0, name.length));
  }

  private void checkRowKey() {
    scratch[0] = 't';
    int at = KeyCodec.putInt(scratch, 1, Long.parseLong(text("table")));
    scratch[at] = '_';
    scratch[at + 1] = 'r';
    same("key", KeyCodec.putInt(scratch, at + 2, Long.parseLong(text("handle"))));
    byte[] encoded = KeyCodec.encodeBytes(Bytes.fromHex(text("key")));
    right("tikv_key", Bytes.hex(encoded).equals(text("tikv_key")), Bytes.hex(encoded));
  }

  /** A handle of several columns: kinds and values as Go prints them. */
  private void checkCommonKey() {
    Matcher datums = DATUM.matcher(text("datums"));
    int key = 0;
    int value = 0;
    byte[] values = new byte[64];
    while (datums.find()) {
      key = putDatum(datums.group(1), datums.group(2), scratch, key, true);
      value = putDatum(datums.group(1), datums.group(2), values, value, false);
    }
    same("encoded", key);
    String got = Bytes.hex(Arrays.copyOf(values, value));
    right("value", got.equals(text("value")), got);
    byte[] handle = Arrays.copyOf(Arrays.copyOf(scratch, key), Math.max(key, LEAST_HANDLE));
    right("handle", Bytes.hex(handle).equals(text("handle")), Bytes.hex(handle));
    scratch[0] = 't';
    int at = KeyCodec.putInt(scratch, 1, Long.parseLong(text("table")));
    scratch[at] = '_';
    scratch[at + 1] = 'r';
    System.arraycopy(handle, 0, scratch, at + 2, handle.length);
    same("key", at + 2 + handle.length);
  }

  private static int putDatum(String kind, String text, byte[] to, int at, boolean inKey) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    switch (kind) {
      case "Null" -> to[at] = KeyCodec.NIL_FLAG;
      case "String", "Bytes" -> {
        to[at] = inKey ? KeyCodec.BYTES_FLAG : KeyCodec.COMPACT_BYTES_FLAG;
        return inKey
            ? KeyCodec.putBytes(to, at + 1, bytes, 0, bytes.length)
            : KeyCodec.putCompactBytes(to, at + 1, bytes, 0, bytes.length);
      }
      case "Int64" -> {
        long number = Long.parseLong(text);
        to[at] = inKey ? KeyCodec.INT_FLAG : KeyCodec.VARINT_FLAG;
        return inKey ? KeyCodec.putInt(to, at + 1, number) : KeyCodec.putVarint(to, at + 1, number);
      }
      case "Uint64" -> {
        long number = Long.parseUnsignedLong(text);
        to[at] = inKey ? KeyCodec.UINT_FLAG : KeyCodec.UVARINT_FLAG;
        return inKey
            ? KeyCodec.putUint(to, at + 1, number)
            : KeyCodec.putUvarint(to, at + 1, number);
      }
      case "Float64" -> {
        to[at] = KeyCodec.FLOAT_FLAG;
        double number = Double.parseDouble(text);
        return KeyCodec.putUint(to, at + 1, KeyCodec.comparableDouble(number));
      }
      case "MysqlDecimal" -> {
        Decimal decimal = new Decimal();
        decimal.parse(bytes, 0, bytes.length);
        int fraction = decimal.fractionDigits();
        int precision = Math.max(1, decimal.integerDigits()) + fraction;
        to[at] = KeyCodec.DECIMAL_FLAG;
        to[at + 1] = (byte) precision;
        to[at + 2] = (byte) fraction;
        return decimal.writeBinary(precision, fraction, to, at + 3);
      }
      default -> throw new IllegalArgumentException("a datum of kind " + kind);
    }
    return at + 1;
  }

  private void checkChecksum() {
    byte[] pair = Bytes.fromHex(text("key") + text("val"));
    KvChecksum.Accumulator sum = new KvChecksum.Accumulator();
    sum.add(pair, 0, pair.length);
    String crc = String.format("%016x", sum.sum().crc());
    right("crc64", crc.equals(text("crc64")), crc);
  }

  private void checkSortKey() {
    byte[] s = GoldenFiles.bytes(vector.get("s"));
    Collation collation = Collation.forName(text("coll"), true);
    byte[] key = new byte[collation.maxKeyLength(s.length)];
    int end = collation.sortKey(s, 0, s.length, key, 0);
    String got = end < 0 ? "unsortable" : Bytes.hex(Arrays.copyOf(key, end));
    String want = text("key");
    right("key", got.equals(want) || want.startsWith("PANIC") && end < 0, got);
  }

  private void same(String field, int end) {
    String got = Bytes.hex(Arrays.copyOf(scratch, end));
    right(field, got.equals(text(field)), got);
  }

  private void right(String field, boolean right, String got) {
    result.row(right, field, vector.toString(), "got " + got);
  }

  private String text(String field) {
    return vector.path(field).asText();
  }

  private static int part(String text, int from, int to) {
    return text.length() < to ? 0 : Integer.parseInt(text.substring(from, to));
  }
}
