package io.levin.schema;

/** Numbers by which TiDB names the constants of an enumeration. */
final class Codes {
  private Codes() {}

  /**
   * The constant of a number.
   *
   * @param constants in the order of their numbers, from 0
   * @param what is named, for the message
   * @throws IllegalArgumentException for a number that none has: TiDB is newer
   */
  static <E> E constant(E[] constants, int code, String what) {
    if (code < 0 || code >= constants.length) {
      throw new IllegalArgumentException("unknown " + what + " " + code);
    }
    return constants[code];
  }
}
