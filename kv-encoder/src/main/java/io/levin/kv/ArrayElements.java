package io.levin.kv;

import io.levin.kv.json.BinaryJson;
import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import io.levin.kv.value.SqlError;
import io.levin.kv.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The distinct elements of a multi-valued index's array, one after the other as the value of its
 * column. Allocates for each row.
 */
final class ArrayElements {
  private final int column;
  private final Value element = new Value();
  private List<Json> elements = List.of();
  private int next;
  private boolean isNull;

  /**
   * @param column the number of the array among the index's columns
   */
  ArrayElements(int column) {
    this.column = column;
  }

  /** The number of the array among the index's columns. */
  int column() {
    return column;
  }

  /**
   * Takes the elements of a JSON array; a scalar is its own only element.
   *
   * @throws ConversionException for an object
   */
  void read(Value array) throws ConversionException {
    next = 0;
    isNull = array.isNull();
    if (isNull) {
      elements = List.of(Json.NULL);
      return;
    }
    Json json = BinaryJson.read(array.array(), array.offset(), array.length());
    if (json instanceof Json.Members) {
      throw new ConversionException(
          SqlError.NOT_SUPPORTED, "an object cannot be cast to an array of a multi-valued index");
    }
    List<Json> all = json instanceof Json.Array items ? items.items() : List.of(json);
    Map<Object, Json> distinct = new LinkedHashMap<>();
    for (Json item : all) {
      distinct.putIfAbsent(identity(item), item);
    }
    elements = List.copyOf(distinct.values());
  }

  /** Puts the next element into its place among an index's values; false if there is none. */
  boolean next(Value[] values) throws ConversionException {
    if (next == elements.size()) {
      return false;
    }
    Json item = elements.get(next++);
    if (isNull) {
      element.setNull();
    } else {
      set(item);
    }
    values[column] = element;
    return true;
  }

  private void set(Json item) throws ConversionException {
    if (item instanceof Json.Int number) {
      element.setInt(number.value());
    } else if (item instanceof Json.Uint number) {
      element.setUint(number.bits());
    } else if (item instanceof Json.Double number) {
      element.setDouble(number.value());
    } else if (item instanceof Json.Text text) {
      element.setString(text.utf8(), 0, text.utf8().length);
    } else if (item instanceof Json.Opaque opaque) {
      element.setString(opaque.bytes(), 0, opaque.bytes().length);
    } else if (item instanceof Json.Time time) {
      element.setTime(time.kind(), time.core(), time.fsp());
    } else if (item instanceof Json.Duration duration) {
      element.setDuration(duration.nanoseconds(), duration.fsp());
    } else {
      throw new ConversionException(SqlError.INVALID_JSON_FOR_INDEX);
    }
  }

  /** What equal elements have in common: numbers are equal when they are the same number. */
  private static Object identity(Json item) {
    if (item instanceof Json.Int number && (long) (double) number.value() == number.value()) {
      return (double) number.value();
    }
    if (item instanceof Json.Uint number && number.bits() >= 0) {
      return identity(new Json.Int(number.bits()));
    }
    if (item instanceof Json.Double number) {
      // Both zeros have the same key. TiDB's encoder gives that pair twice, but its INSERT once.
      return number.value() == 0 ? 0.0 : number.value();
    }
    return item;
  }
}
