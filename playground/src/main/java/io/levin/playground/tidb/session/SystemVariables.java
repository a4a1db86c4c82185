package io.levin.playground.tidb.session;

import io.levin.playground.model.ClusterVersion;
import io.levin.playground.tidb.wire.SqlError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The system variables that a TiDB of some version knows, and their global values. Thread-safe.
 *
 * <p>A name that the version does not know is an error 1193, as an importer relies on.
 */
public final class SystemVariables {
  private final Map<String, Definition> definitions;
  private final Map<String, String> globals = new ConcurrentHashMap<>();

  /** Where a variable can be set. */
  enum Scope {
    BOTH,
    SESSION,
    GLOBAL,
    READ_ONLY
  }

  /** A variable. */
  record Definition(String name, Scope scope, String defaultValue) {}

  /**
   * The variables of a version.
   *
   * @param version TiDB's version
   * @param fixed values that differ from the usual defaults, such as the port
   */
  public SystemVariables(ClusterVersion version, Map<String, String> fixed) {
    Map<String, Definition> all = new TreeMap<>();
    for (String line : lines()) {
      String[] parts = line.split("\t", -1);
      if (parts[3].isEmpty() || since(version, parts[3])) {
        Scope scope =
            switch (parts[1]) {
              case "B" -> Scope.BOTH;
              case "S" -> Scope.SESSION;
              case "G" -> Scope.GLOBAL;
              default -> Scope.READ_ONLY;
            };
        String value = fixed.getOrDefault(parts[0], parts[2]);
        all.put(parts[0], new Definition(parts[0], scope, value));
      }
    }
    definitions = Map.copyOf(all);
  }

  /** All variables in the order of their names. */
  Collection<Definition> all() {
    return new TreeMap<>(definitions).values();
  }

  /** Whether servers of this version have the variable. */
  boolean knows(String name) {
    return definitions.containsKey(name);
  }

  /** The variable of that name in any case; 1193 if there is none. */
  Definition require(String name) {
    Definition definition = definitions.get(name.toLowerCase(Locale.ROOT));
    if (definition == null) {
      throw new SqlError(1193, "Unknown system variable '" + name + "'");
    }
    return definition;
  }

  /** The value that new sessions start with. */
  String global(Definition definition) {
    return globals.getOrDefault(definition.name(), definition.defaultValue());
  }

  /** Sets a global value. */
  void setGlobal(Definition definition, String value) {
    globals.put(definition.name(), value);
  }

  private static boolean since(ClusterVersion version, String since) {
    String[] parts = since.split("\\.");
    return version.atLeast(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), 0);
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    String resource = "/io/levin/playground/tidb/sysvars.tsv";
    try (InputStream in = SystemVariables.class.getResourceAsStream(resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("#")) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
    return lines;
  }
}
