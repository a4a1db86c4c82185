package io.levin.schema;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A collation that TiDB implements.
 *
 * @param id MySQL's number
 * @param name in lower case
 * @param charset its character set
 * @param padSpace trailing spaces do not count
 * @param bin one of those whose sort key is the value itself, less trailing spaces. {@code gbk_bin}
 *     is not one
 */
public record Collation(int id, String name, String charset, boolean padSpace, boolean bin) {
  private static final Map<String, Collation> BY_NAME =
      Stream.of(
              new Collation(63, "binary", "binary", false, true),
              new Collation(46, "utf8mb4_bin", "utf8mb4", true, true),
              new Collation(83, "utf8_bin", "utf8", true, true),
              new Collation(47, "latin1_bin", "latin1", true, true),
              new Collation(65, "ascii_bin", "ascii", true, true),
              new Collation(309, "utf8mb4_0900_bin", "utf8mb4", false, true),
              new Collation(45, "utf8mb4_general_ci", "utf8mb4", true, false),
              new Collation(33, "utf8_general_ci", "utf8", true, false),
              new Collation(224, "utf8mb4_unicode_ci", "utf8mb4", true, false),
              new Collation(192, "utf8_unicode_ci", "utf8", true, false),
              new Collation(255, "utf8mb4_0900_ai_ci", "utf8mb4", false, false),
              new Collation(28, "gbk_chinese_ci", "gbk", true, false),
              new Collation(87, "gbk_bin", "gbk", true, false))
          .collect(Collectors.toUnmodifiableMap(Collation::name, Function.identity()));

  /** The collation of that name in any case, if TiDB implements it. */
  public static Optional<Collation> byName(String name) {
    return Optional.ofNullable(BY_NAME.get(Identifiers.lower(name)));
  }

  /** Whether this is one of the bin collations; an unknown name is not. */
  public static boolean isBin(String name) {
    return byName(name).map(Collation::bin).orElse(false);
  }

  /** All collations, in no order. */
  public static Iterable<Collation> all() {
    return BY_NAME.values();
  }
}
