package io.levin.schema.ddl;

import io.levin.schema.Identifiers;
import io.levin.schema.IndexInfo;
import io.levin.schema.TableInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives names to keys that have none. A primary key takes one too, although its index is called
 * PRIMARY. In CREATE TABLE a name is free as long as none has it in the same case: names that are
 * written count in lower case, those that were given as they are.
 */
final class KeyNames {
  private static final String EXPRESSION = "expression_index";

  private final Set<String> used = new HashSet<>();

  KeyNames(Set<String> lowerNames) {
    used.addAll(lowerNames);
  }

  /** The same keys, each with a name; those that have one keep it. */
  List<KeyDefinition> complete(List<KeyDefinition> keys) {
    for (KeyDefinition key : keys) {
      if (!key.name().isEmpty() && !used.add(Identifiers.lower(key.name()))) {
        throw new DdlException("ddl", 1061, "Duplicate key name '" + key.name() + "'");
      }
    }
    return keys.stream().map(key -> key.name().isEmpty() ? key.withName(next(key)) : key).toList();
  }

  /**
   * A key that ALTER TABLE adds, with a name.
   *
   * @param table as it was before the statement; names that the same statement gives do not count
   */
  static KeyDefinition named(KeyDefinition key, TableInfo table) {
    Set<String> names =
        table.indices().stream().map(IndexInfo::lowerName).collect(Collectors.toSet());
    if (!key.name().isEmpty()) {
      return new KeyNames(names).complete(List.of(key)).get(0);
    }
    String column = key.parts().get(0).column();
    String base = column == null ? EXPRESSION : column;
    boolean primary = base.equalsIgnoreCase("PRIMARY");
    int number = 2;
    String name = primary ? base + "_" + number++ : base;
    while (names.contains(Identifiers.lower(name))) {
      name = base + "_" + number++;
    }
    return key.withName(name);
  }

  private String next(KeyDefinition key) {
    boolean expression = key.parts().stream().anyMatch(part -> part.expr() != null);
    String base = expression ? EXPRESSION : key.parts().get(0).column();
    int number = 2;
    String name = base;
    if (name.equalsIgnoreCase("PRIMARY")) {
      name = base + "_" + number++;
    }
    while (!used.add(name)) {
      name = base + "_" + number++;
    }
    return name;
  }
}
