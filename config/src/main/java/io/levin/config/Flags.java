package io.levin.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Command-line flags with Go's grammar: {@code -x} and {@code --x} are the same, values come as
 * {@code -x v} or {@code -x=v}, booleans as {@code -x} or {@code -x=BOOL}, and the last of several
 * counts, except for flags that collect.
 */
public final class Flags {
  /** How a flag takes its value. */
  public enum Kind {
    /** Any text. */
    TEXT,
    /** A decimal integer. */
    INTEGER,
    /** With or without a value. */
    BOOLEAN,
    /** Given again and again; all values count. */
    COLLECT
  }

  /**
   * What a flag is.
   *
   * @param names the names, the first one being the one under which its value is found
   * @param choices the values it takes; empty for any
   */
  public record Definition(List<String> names, Kind kind, List<String> choices, String help) {
    /** A flag with one name that takes any value. */
    public static Definition of(String name, Kind kind, String help) {
      return new Definition(List.of(name), kind, List.of(), help);
    }
  }

  /** A command line that cannot be understood; the text is what Go's flag package would say. */
  public static final class FlagException extends Exception {
    private static final long serialVersionUID = 1L;

    FlagException(String message) {
      super(message);
    }
  }

  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

  private final Map<String, List<String>> values;

  private Flags(Map<String, List<String>> values) {
    this.values = values;
  }

  /** No flag at all. */
  public static Flags none() {
    return new Flags(Map.of());
  }

  /**
   * Reads a command line.
   *
   * @throws FlagException for an unknown flag, a bad or missing value, or a word that is no flag
   */
  public static Flags parse(List<Definition> definitions, List<String> arguments)
      throws FlagException {
    Map<String, Definition> byName = new LinkedHashMap<>();
    definitions.forEach(d -> d.names().forEach(name -> byName.put(name, d)));
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("-") || argument.equals("-")) {
        throw new FlagException("unexpected argument: " + argument);
      }
      String name = argument.substring(argument.startsWith("--") ? 2 : 1);
      String value = null;
      int equals = name.indexOf('=');
      if (equals >= 0) {
        value = name.substring(equals + 1);
        name = name.substring(0, equals);
      }
      if (name.isEmpty() || name.startsWith("-")) {
        throw new FlagException("bad flag syntax: " + argument);
      }
      Definition definition = byName.get(name);
      if (definition == null) {
        throw new FlagException("flag provided but not defined: -" + name);
      }
      if (value == null && definition.kind() == Kind.BOOLEAN) {
        value = "true";
      } else if (value == null) {
        if (++i >= arguments.size()) {
          throw new FlagException("flag needs an argument: -" + name);
        }
        value = arguments.get(i);
      }
      check(definition, name, value);
      List<String> all = values.computeIfAbsent(definition.names().get(0), n -> new ArrayList<>());
      if (definition.kind() != Kind.COLLECT) {
        all.clear();
      }
      all.add(value);
    }
    return new Flags(Collections.unmodifiableMap(values));
  }

  /** The same with a value for a flag that was not given. */
  public Flags orElse(String name, String value) {
    if (text(name).isPresent()) {
      return this;
    }
    Map<String, List<String>> more = new LinkedHashMap<>(values);
    more.put(name, List.of(value));
    return new Flags(Collections.unmodifiableMap(more));
  }

  /** The value of a flag; an empty one counts as not given. */
  public Optional<String> text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    return all.isEmpty() || all.get(0).isEmpty() ? Optional.empty() : Optional.of(all.get(0));
  }

  /** The value of an integer flag; zero counts as not given. */
  public Optional<Integer> integer(String name) {
    return text(name).map(Integer::valueOf).filter(value -> value != 0);
  }

  /** The value of a boolean flag, if it was given. */
  public Optional<Boolean> bool(String name) {
    return text(name).map(TRUE::contains);
  }

  /** True when a boolean flag was given as true. */
  public boolean isSet(String name) {
    return bool(name).orElse(false);
  }

  /** All values of a flag that collects. */
  public List<String> all(String name) {
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  private static void check(Definition definition, String name, String value) throws FlagException {
    String reason = null;
    if (definition.kind() == Kind.BOOLEAN && !TRUE.contains(value) && !FALSE.contains(value)) {
      throw new FlagException(
          "invalid boolean value \"" + value + "\" for -" + name + ": parse error");
    } else if (definition.kind() == Kind.INTEGER) {
      try {
        Integer.parseInt(value);
      } catch (NumberFormatException e) {
        reason = "parse error";
      }
    } else if (!definition.choices().isEmpty()
        && !value.isEmpty()
        && !definition.choices().contains(value)) {
      reason = '"' + value + "\" not in , " + String.join(", ", definition.choices());
    }
    if (reason != null) {
      throw new FlagException("invalid value \"" + value + "\" for flag -" + name + ": " + reason);
    }
  }
}
