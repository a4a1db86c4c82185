package io.levin.engine.control;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import io.levin.schema.Identifiers;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The table that an action is about, as the command line names it. */
final class TableArgument {
  /** Means every table. */
  static final String ALL = "all";

  private static final int MOST_NAMED = 20;

  private static final String HOW =
      "write it in backquotes, and single quotes around it for the shell: '`db`.`table`'; or all";

  private TableArgument() {}

  /**
   * Looks for the named table.
   *
   * @param known the keys of the tables that have a record
   * @param told takes a sentence for the user when the name was not written as it should be
   * @return the keys that are meant; empty for a well-formed name that is not known
   * @throws ImportException {@link ErrorCode#INVALID_ARGUMENT} when the name is malformed
   */
  static Optional<List<String>> resolve(String argument, Set<String> known, Consumer<String> told) {
    if (argument.equals(ALL)) {
      return Optional.of(List.copyOf(known));
    }
    if (known.contains(argument)) {
      return Optional.of(List.of(argument));
    }
    if (argument.replace(".", "").isBlank()) {
      throw new ImportException(
          ErrorCode.INVALID_ARGUMENT,
          "invalid argument: the table name '"
              + argument
              + "' is empty: the shell has taken the text between the backquotes for a command",
          HOW);
    }
    if (isQuoted(argument)) {
      // The other instances of an import may spell it so, and each is told to repeat the command.
      List<String> same = known.stream().filter(key -> isSame(key, argument)).toList();
      if (same.size() == 1) {
        told.accept(
            "'" + argument + "' is taken for " + same.get(0) + ": to TiDB these are one table");
        return Optional.of(same);
      }
      return Optional.empty();
    }
    String bare = argument.replace("`", "").strip();
    List<String> meant = known.stream().filter(key -> plain(key).equals(bare)).toList();
    if (meant.isEmpty()) {
      meant = known.stream().filter(key -> isSame(plain(key), bare)).toList();
    }
    if (meant.size() == 1) {
      told.accept("'" + argument + "' is taken for " + meant.get(0) + "; " + HOW);
      return Optional.of(meant);
    }
    throw new ImportException(
        ErrorCode.INVALID_ARGUMENT,
        "invalid argument: '" + argument + "' is not the name of a table",
        HOW + (known.isEmpty() ? "" : "; there are: " + some(known)));
  }

  /** What is said of a well-formed name that has no record, with those that look like it. */
  static ImportException unknown(String argument, Set<String> known) {
    List<String> similar = known.stream().filter(key -> isSame(key, argument)).toList();
    return new ImportException(
        ErrorCode.CHECKPOINT_TABLE_NOT_FOUND,
        "checkpoint for table " + argument + " not found",
        (similar.isEmpty()
                ? known.isEmpty() ? "the checkpoint holds no tables" : "there are: " + some(known)
                : "which of these is meant: " + String.join(", ", similar) + "?")
            + "; for example --checkpoint-error-ignore='`db`.`table`' or"
            + " --checkpoint-error-destroy='`db`.`table`', or 'all'");
  }

  /** Tables for a message, which must stay readable when there are a hundred thousand. */
  static String some(Collection<String> tables) {
    return tables.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
        + (tables.size() > MOST_NAMED ? " and " + (tables.size() - MOST_NAMED) + " more" : "");
  }

  private static boolean isSame(String name, String other) {
    return Identifiers.lower(name).equals(Identifiers.lower(other));
  }

  private static boolean isQuoted(String text) {
    return text.matches("`(?:[^`]|``)+`\\.`(?:[^`]|``)+`");
  }

  private static String plain(String key) {
    return key.substring(1, key.length() - 1).replace("`.`", ".").replace("``", "`");
  }
}
