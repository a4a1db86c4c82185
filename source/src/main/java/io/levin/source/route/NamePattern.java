package io.levin.source.route;

import com.google.re2j.Pattern;

/** Matches one name; under a filter that ignores case, names come in lower case. */
interface NamePattern {
  boolean matches(String name);

  /** Whether it is the bare {@code *}. */
  default boolean isEverything() {
    return false;
  }

  /** Matches one name only. */
  record Exact(String text) implements NamePattern {
    @Override
    public boolean matches(String name) {
      return text.equals(name);
    }
  }

  /** Matches every name. */
  record Everything() implements NamePattern {
    @Override
    public boolean matches(String name) {
      return true;
    }

    @Override
    public boolean isEverything() {
      return true;
    }
  }

  /** Matches names in which the expression is found. */
  record Found(Pattern expression) implements NamePattern {
    @Override
    public boolean matches(String name) {
      return expression.matcher(name).find();
    }
  }
}
