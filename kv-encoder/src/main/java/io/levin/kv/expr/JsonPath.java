package io.levin.kv.expr;

import io.levin.kv.json.Json;
import io.levin.kv.value.ConversionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;

/** A JSON path such as {@code $.a[0].b}: its steps, and what it finds in a document. */
final class JsonPath {
  /** One step. */
  sealed interface Step {}

  /**
   * A member.
   *
   * @param name null for all of them
   * @param quoted a name in quotes. A star in quotes means all members, too, but does not make the
   *     path one that can find several values
   */
  record Key(byte[] name, boolean quoted) implements Step {}

  /**
   * An element, or a range of them.
   *
   * @param from counted from 0
   * @param fromEnd counted from the last instead
   * @param to the last of a range
   * @param toEnd counted from the last instead
   * @param range more than one
   */
  record Index(int from, boolean fromEnd, int to, boolean toEnd, boolean range) implements Step {
    /** True if it means a document that is no array itself. */
    boolean matchesScalar() {
      return from == 0 && !fromEnd && (!range || !toEnd || to == 0);
    }

    int first(int size) {
      return fromEnd ? size - 1 - from : from;
    }

    int last(int size) {
      return toEnd ? size - 1 - to : to;
    }
  }

  /** All elements. */
  record All() implements Step {}

  /** Anything below, at any depth. */
  record Anywhere() implements Step {}

  private final List<Step> steps;

  /** Whether a place can be reached in several ways. */
  private final boolean anywhere;

  private JsonPath(List<Step> steps) {
    this.steps = steps;
    this.anywhere = steps.stream().anyMatch(Anywhere.class::isInstance);
  }

  /**
   * Reads a path.
   *
   * @throws ConversionException if it is none
   */
  static JsonPath of(byte[] text, int offset, int length) throws ConversionException {
    return new JsonPath(new JsonPathParser(text, offset, length).steps());
  }

  List<Step> steps() {
    return steps;
  }

  /** True if it can find several values. */
  boolean wildcard() {
    for (Step step : steps) {
      if (step instanceof All
          || step instanceof Anywhere
          || step instanceof Key key && key.name() == null && !key.quoted()
          || step instanceof Index index && index.range()) {
        return true;
      }
    }
    return false;
  }

  /** True if a name in quotes is a star, which TiDB takes for all members in one place only. */
  boolean namesStar() {
    return steps.stream()
        .anyMatch(step -> step instanceof Key key && key.name() == null && key.quoted());
  }

  /**
   * The value, or null where there is none; an array of several, which only a star in quotes finds.
   */
  Json find(Json document) {
    List<Json> found = findAll(document);
    return found.isEmpty() ? null : found.size() == 1 ? found.get(0) : new Json.Array(found);
  }

  /** All values, in the document's order, each once. */
  List<Json> findAll(Json document) {
    Collection<Place> places = anywhere ? new LinkedHashSet<>() : new ArrayList<>();
    walk(new Place(null, 0, document), 0, places);
    List<Json> found = new ArrayList<>(places.size());
    for (Place place : places) {
      found.add(place.value());
    }
    return found;
  }

  /**
   * Where a value is: equal values, and literals, which are all one object, are told apart by it.
   */
  private record Place(Json parent, int position, Json value) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Place place && parent == place.parent && position == place.position;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(parent) + position;
    }
  }

  private void walk(Place place, int step, Collection<Place> found) {
    Json json = place.value();
    if (step == steps.size()) {
      found.add(place);
      return;
    }
    Step next = steps.get(step);
    if (next instanceof Key key) {
      if (json instanceof Json.Members members) {
        if (key.name() == null) {
          walkAll(json, members.byKey().values(), step + 1, found);
        } else {
          Json item = members.byKey().get(key.name());
          if (item != null) {
            int position = anywhere ? members.byKey().headMap(key.name()).size() : 0;
            walk(new Place(json, position, item), step + 1, found);
          }
        }
      }
    } else if (next instanceof All) {
      if (json instanceof Json.Array array) {
        walkAll(json, array.items(), step + 1, found);
      }
    } else if (next instanceof Index index) {
      walkElements(place, index, step, found);
    } else {
      walk(place, step + 1, found);
      if (json instanceof Json.Members members) {
        walkAll(json, members.byKey().values(), step, found);
      } else if (json instanceof Json.Array array) {
        walkAll(json, array.items(), step, found);
      }
    }
  }

  private void walkAll(Json parent, Collection<Json> items, int step, Collection<Place> found) {
    int position = 0;
    for (Json item : items) {
      walk(new Place(parent, position++, item), step, found);
    }
  }

  private void walkElements(Place place, Index index, int step, Collection<Place> found) {
    if (!(place.value() instanceof Json.Array array)) {
      if (index.matchesScalar()) {
        walk(place, step + 1, found);
      }
      return;
    }
    int size = array.items().size();
    int first = index.first(size);
    int last = Math.min(index.last(size), size - 1);
    if (first >= 0) {
      for (int i = first; i <= last; i++) {
        walk(new Place(array, i, array.items().get(i)), step + 1, found);
      }
    }
  }
}
