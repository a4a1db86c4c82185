package io.levin.kv.expr;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** All functions by name. */
final class Functions {
  private static final Map<String, Definition> DEFINITIONS = definitions();

  private Functions() {}

  /** Makes the node of a call. */
  interface Maker {
    /**
     * Makes a node.
     *
     * @throws UnsupportedExpression that names the form of the call that is not supported
     */
    Node make(Tools tools, Node[] args);
  }

  /**
   * A function.
   *
   * @param least number of arguments
   * @param most number of arguments
   */
  record Definition(int least, int most, Maker maker) {}

  /** Collects definitions. */
  static final class Registry {
    private final Map<String, Definition> definitions = new TreeMap<>();

    void add(String name, int least, int most, Maker maker) {
      definitions.put(name, new Definition(least, most, maker));
    }

    void add(String name, int args, Maker maker) {
      add(name, args, args, maker);
    }

    void alias(String name, String other) {
      definitions.put(name, definitions.get(other));
    }
  }

  private static Map<String, Definition> definitions() {
    Registry registry = new Registry();
    ControlFlow.addTo(registry);
    MathFunctions.addTo(registry);
    TextFunctions.addTo(registry);
    Padding.addTo(registry);
    SearchFunctions.addTo(registry);
    NumberTextFunctions.addTo(registry);
    InetFunctions.addTo(registry);
    UuidFunctions.addTo(registry);
    HashFunctions.addTo(registry);
    DateFunctions.addTo(registry);
    Periods.addTo(registry);
    UnixTimes.addTo(registry);
    ClockFunctions.addTo(registry);
    TimeDifference.addTo(registry);
    DateTextFunctions.addTo(registry);
    JsonFunctions.addTo(registry);
    JsonContents.addTo(registry);
    JsonChanges.addTo(registry);
    RegexpFunctions.addTo(registry);
    return Collections.unmodifiableMap(registry.definitions);
  }

  /** The names of all functions, in order. */
  static SortedSet<String> names() {
    return new TreeSet<>(DEFINITIONS.keySet());
  }

  static Node call(Tools tools, String name, Node[] args) {
    Definition definition = DEFINITIONS.get(name);
    if (definition == null) {
      throw new UnsupportedExpression("function " + name);
    }
    if (args.length < definition.least() || args.length > definition.most()) {
      throw new UnsupportedExpression("function " + name + " with " + args.length + " arguments");
    }
    return Sized.ofFunction(name, definition.maker().make(tools, args));
  }
}
