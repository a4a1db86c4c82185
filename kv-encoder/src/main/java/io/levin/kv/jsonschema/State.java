package io.levin.kv.jsonschema;

import java.util.HashSet;
import java.util.Set;

/**
 * How far a check has come: its errors, and which members and elements were evaluated. A state of a
 * part shares the sets of its parent until it is cleared, and never forgets the last index: so
 * names and indexes of inner values count for outer ones, as they do in TiDB.
 */
final class State {
  private static final int MAX_DEPTH = 2000;

  /** A count that several states can share. */
  static final class Errors {
    private int count;

    boolean none() {
      return count == 0;
    }

    void add(int more) {
      count += more;
    }
  }

  private final Schema root;
  private final int depth;
  private Errors errors = new Errors();
  private Set<String> evaluated = new HashSet<>();
  private Set<String> locallyEvaluated = new HashSet<>();
  private int lastIndex = -1;
  private int localLastIndex = -1;
  private int containsCount = -1;
  private Boolean condition;

  /** The schema whose keywords are checked. */
  private Schema local;

  State(Schema root) {
    this(root, 0);
  }

  private State(Schema root, int depth) {
    this.root = root;
    this.depth = depth;
  }

  /** A state for a part; it counts its errors where this one does. */
  State part() {
    State part = new State(root, depth + 1);
    part.errors = errors;
    part.evaluated = evaluated;
    part.locallyEvaluated = locallyEvaluated;
    part.lastIndex = lastIndex;
    part.localLastIndex = localLastIndex;
    part.local = local;
    return part;
  }

  /** As {@link #part}, with its own errors. */
  State partWithErrors() {
    State part = part();
    part.separateErrors();
    return part;
  }

  /** As {@link #part}, cleared. */
  State clearPart() {
    State part = part();
    part.clear();
    return part;
  }

  /** As {@link #part}, cleared, with its own errors. */
  State clearPartWithErrors() {
    State part = clearPart();
    part.separateErrors();
    return part;
  }

  void clear() {
    evaluated = new HashSet<>();
    locallyEvaluated = new HashSet<>();
    containsCount = -1;
    condition = null;
  }

  void separateErrors() {
    errors = new Errors();
  }

  boolean tooDeep() {
    return depth > MAX_DEPTH;
  }

  Schema root() {
    return root;
  }

  Schema local() {
    return local;
  }

  void enter(Schema schema) {
    local = schema;
  }

  void error() {
    errors.add(1);
  }

  /** Takes over the errors of a part that has its own. */
  void addErrors(State part) {
    errors.add(part.errors.count);
  }

  boolean valid() {
    return errors.none();
  }

  void evaluatedKey(String key) {
    evaluated.add(key);
    locallyEvaluated.add(key);
  }

  boolean isEvaluated(String key) {
    return evaluated.contains(key);
  }

  boolean isLocallyEvaluated(String key) {
    return locallyEvaluated.contains(key);
  }

  void evaluatedIndex(int index) {
    lastIndex = index;
    localLastIndex = index;
  }

  int lastIndex() {
    return lastIndex;
  }

  /** Joins what a part evaluated. */
  void join(State part) {
    if (part.evaluated != evaluated) {
      evaluated.addAll(part.evaluated);
    }
    if (part.locallyEvaluated != locallyEvaluated) {
      locallyEvaluated.addAll(part.locallyEvaluated);
    }
    lastIndex = Math.max(lastIndex, Math.max(part.lastIndex, part.localLastIndex));
  }

  /** How many elements {@code contains} found; negative if it was not asked or found none. */
  int containsCount() {
    return containsCount;
  }

  void containsCount(int count) {
    containsCount = count;
  }

  /** What {@code if} came to; null if it was not asked. */
  Boolean condition() {
    return condition;
  }

  void condition(boolean result) {
    condition = result;
  }
}
