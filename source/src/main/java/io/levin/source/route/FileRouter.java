package io.levin.source.route;

import io.levin.base.ErrorCode;
import io.levin.base.ImportException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Says of each path what the file is: the first rule that matches decides. Not thread-safe. */
public final class FileRouter {
  private final List<Rule> rules;
  private final List<FileRule> userRules;

  /** Which of the user's rules have matched a file. */
  private final BitSet used = new BitSet();

  private FileRouter(List<Rule> rules, List<FileRule> userRules) {
    this.rules = List.copyOf(rules);
    this.userRules = List.copyOf(userRules);
  }

  /** A rule that was checked and compiled. */
  interface Rule {
    /**
     * @return what the file is, or null if the rule does not match
     * @throws IllegalArgumentException if the rule matches and gives an unusable value
     */
    RoutedFile route(String path);
  }

  /**
   * Compiles rules.
   *
   * @param userRules {@code [[mydumper.files]]} in their order
   * @param defaultRules whether the rules for Dumpling's names come after them; always so when
   *     there are no user rules
   * @param sourceFolder what absolute {@code path}s are relative to; null for object stores
   * @throws ImportException if a rule is wrong
   */
  public static FileRouter of(List<FileRule> userRules, boolean defaultRules, Path sourceFolder) {
    List<Rule> rules = new ArrayList<>();
    for (FileRule rule : userRules) {
      rules.add(UserFileRule.compile(rule, sourceFolder));
    }
    if (defaultRules || userRules.isEmpty()) {
      rules.addAll(DefaultFileRules.all());
    }
    return new FileRouter(rules, userRules);
  }

  /** The user's rules that have matched nothing so far. */
  public List<FileRule> unusedRules() {
    List<FileRule> unused = new ArrayList<>();
    for (int i = 0; i < userRules.size(); i++) {
      if (!used.get(i)) {
        unused.add(userRules.get(i));
      }
    }
    return unused;
  }

  /**
   * Routes a file.
   *
   * @param path relative to the source folder, with slashes
   * @return empty if no rule matches
   * @throws ImportException if the rule that matches gives an unusable value
   */
  public Optional<RoutedFile> route(String path) {
    try {
      for (int i = 0; i < rules.size(); i++) {
        RoutedFile routed = rules.get(i).route(path);
        if (routed != null) {
          used.set(i);
          return Optional.of(checked(routed));
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new ImportException(
          ErrorCode.STORAGE_UNKNOWN,
          "list file failed: apply file routing on file '" + path + "' failed: " + e.getMessage(),
          "rename or move the file, or leave it out by a [[mydumper.files]] rule of type"
              + " 'ignore' followed by default-file-rules = true");
    }
  }

  private static RoutedFile checked(RoutedFile routed) {
    if (routed.type() == FileType.IGNORE) {
      return routed;
    }
    if (routed.schema().isEmpty()) {
      throw new IllegalArgumentException("the schema name is empty");
    }
    if (routed.table().isEmpty() && routed.type() != FileType.SCHEMA_SCHEMA) {
      throw new IllegalArgumentException("the table name is empty");
    }
    return routed;
  }
}
