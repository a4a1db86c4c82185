package io.levin.schema.ddl;

import io.levin.schema.Identifiers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives names to keys that have none. A primary key takes one too, although its index is called
 * PRIMARY.
 */
final class KeyNames {
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

  private String next(KeyDefinition key) {
    boolean expression = key.parts().stream().anyMatch(part -> part.expr() != null);
    String base = expression ? "expression_index" : key.parts().get(0).column();
    int number = 2;
    String name = base;
    if (name.equalsIgnoreCase("PRIMARY")) {
      name = base + "_" + number++;
    }
    while (!used.add(Identifiers.lower(name))) {
      name = base + "_" + number++;
    }
    return name;
  }
}
