package io.levin.schema.ddl;

import io.levin.schema.FieldType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a default names of the members of an ENUM or SET. Collations that ignore case do so here for
 * the letters that Java takes for the same.
 *
 * @param type the column's type
 */
record MemberNames(FieldType type) {
  private static final Pattern TRAILING_SPACES = Pattern.compile(" +$");

  /** The member with that number, from 1 on. */
  Optional<String> at(BigInteger number) {
    boolean there =
        number.signum() > 0 && number.compareTo(BigInteger.valueOf(type.elems().size())) <= 0;
    return there ? Optional.of(type.elems().get(number.intValue() - 1)) : Optional.empty();
  }

  /** The members whose bits are set, joined by commas. */
  Optional<String> ofMask(BigInteger mask) {
    if (mask.signum() < 0 || mask.bitLength() > type.elems().size()) {
      return Optional.empty();
    }
    List<String> found = new ArrayList<>();
    for (int i = 0; i < type.elems().size(); i++) {
      if (mask.testBit(i)) {
        found.add(type.elems().get(i));
      }
    }
    return Optional.of(String.join(",", found));
  }

  /** The member of that name, or with the number that the text is. */
  Optional<String> named(String text) {
    return find(text).or(() -> number(text).flatMap(this::at));
  }

  /** The members of that list of names, or of the mask that the text is, in their own order. */
  Optional<String> allNamed(String text) {
    if (text.isEmpty()) {
      return Optional.of("");
    }
    List<String> given = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      Optional<String> member = find(name);
      if (member.isEmpty()) {
        return number(text).flatMap(this::ofMask);
      }
      given.add(member.get());
    }
    return Optional.of(String.join(",", type.elems().stream().filter(given::contains).toList()));
  }

  private Optional<String> find(String text) {
    boolean ignoreCase = type.collate().endsWith("_ci");
    String name = TRAILING_SPACES.matcher(text).replaceFirst("");
    return type.elems().stream()
        .filter(e -> ignoreCase ? e.equalsIgnoreCase(name) : e.equals(name) || e.equals(text))
        .findFirst();
  }

  private static Optional<BigInteger> number(String text) {
    boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
    try {
      BigInteger number =
          hexadecimal ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
      return number.signum() < 0 ? Optional.empty() : Optional.of(number);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
