package io.levin.schema.ddl;

import io.levin.schema.Identifiers;
import io.levin.schema.TableInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses clauses of one ALTER TABLE that TiDB lets stand only alone or without one another. */
final class AlterationConflicts {
  private final TableInfo before;
  private final Set<String> columns = new HashSet<>();
  private final Set<String> indexes = new HashSet<>();

  AlterationConflicts(TableInfo before) {
    this.before = before;
  }

  void check(List<Alteration> alterations) {
    if (alterations.size() == 1) {
      return;
    }
    alterations.forEach(this::checkOptions);
    for (Alteration alteration : alterations) {
      if (alteration instanceof Alteration.AddColumn add && isNew(add)) {
        change(columns, add.column().name(), "column");
      } else if (alteration instanceof Alteration.AddKey add) {
        boolean primary = add.key().kind() == KeyDefinition.Kind.PRIMARY;
        change(indexes, primary ? "PRIMARY" : KeyNames.named(add.key(), before).name(), "index");
      }
    }
    for (Alteration alteration : alterations) {
      if (alteration instanceof Alteration.DropColumn drop
          && before.column(drop.name()).isPresent()) {
        change(columns, drop.name(), "column");
      } else if (alteration instanceof Alteration.DropKey drop
          && before.index(drop.name()).isPresent()) {
        change(indexes, drop.name(), "index");
      }
    }
    alterations.forEach(this::checkUsed);
  }

  private void checkOptions(Alteration alteration) {
    if (alteration instanceof Alteration.Options changed) {
      for (String name : changed.options().values().keySet()) {
        if (name.equals("AUTO_ID_CACHE") || name.equals("SHARD_ROW_ID_BITS")) {
          throw new DdlException("ddl", 8200, "Unsupported multi schema change for " + name);
        }
      }
    }
  }

  /** A column that is added or dropped cannot be one that another clause refers to. */
  private void checkUsed(Alteration alteration) {
    if (alteration instanceof Alteration.AddColumn add && isNew(add)) {
      if (add.after() != null) {
        use(add.after());
      }
      if (add.column().generated() != null) {
        ExprColumns.of(add.column().generated()).forEach(this::use);
      }
    } else if (alteration instanceof Alteration.AddKey add) {
      for (KeyDefinition.Part part : add.key().parts()) {
        if (part.expr() == null) {
          use(part.column());
        } else {
          ExprColumns.of(part.expr()).forEach(this::use);
        }
      }
    }
  }

  /** Not one that is there already, which IF NOT EXISTS lets pass. */
  private boolean isNew(Alteration.AddColumn add) {
    return before.column(add.column().name()).isEmpty();
  }

  private void use(String column) {
    if (columns.contains(Identifiers.lower(column))) {
      throw operatesSame("column", column);
    }
  }

  private static void change(Set<String> changed, String name, String what) {
    if (!changed.add(Identifiers.lower(name))) {
      throw operatesSame(what, name);
    }
  }

  private static DdlException operatesSame(String what, String name) {
    return new DdlException("ddl", 8200, "Unsupported operate same " + what + " '" + name + "'");
  }
}
