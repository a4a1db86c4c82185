package io.levin.base;

import java.util.Objects;

/**
 * What a user must act on: a code to search for, one sentence that says what is wrong with the
 * value that was found, and one that says what to do about it.
 *
 * <p>{@link #getMessage()} is {@code [code]problem} and, when there is one, the remedy after it. A
 * message never holds a password or a key.
 */
public final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String problem;
  private final String remedy;

  /**
   * @param code the class of the error
   * @param problem what is wrong, naming the thing (file, offset, column, value)
   * @param remedy what to do, or the empty string when the problem says it already
   */
  public ImportException(ErrorCode code, String problem, String remedy) {
    this(code, problem, remedy, null);
  }

  /** As the other constructor, with the failure underneath. */
  public ImportException(ErrorCode code, String problem, String remedy, Throwable cause) {
    super(code + problem + (remedy.isEmpty() ? "" : "; " + remedy), cause);
    this.code = Objects.requireNonNull(code, "code");
    this.problem = problem;
    this.remedy = remedy;
  }

  /** The class of the error. */
  public ErrorCode code() {
    return code;
  }

  /** What is wrong, without the code and the remedy. */
  public String problem() {
    return problem;
  }

  /** What to do; may be empty. */
  public String remedy() {
    return remedy;
  }
}
