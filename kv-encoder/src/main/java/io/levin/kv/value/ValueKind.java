package io.levin.kv.value;

/** What a {@link Value} holds. */
public enum ValueKind {
  /** SQL NULL. */
  NULL,
  /** A signed 64-bit integer in {@link Value#bits()}; also a YEAR. */
  INT,
  /** An unsigned 64-bit integer in {@link Value#bits()}. */
  UINT,
  /** A double; a FLOAT column's value is one that was rounded to 32 bits. */
  DOUBLE,
  /** A decimal in {@link Value#decimal()}. */
  DECIMAL,
  /** Text or a binary string as a slice; which of the two, and its collation, is its type's. */
  STRING,
  /** A hexadecimal or bit literal: bytes that a number column reads as a big-endian number. */
  BINARY_LITERAL,
  /**
   * A member's name of an ENUM or SET as a slice, in UTF-8: a column takes it as it is, whatever
   * its character set.
   */
  NAME,
  /** A date: {@link Value#bits()} is a {@link CoreTime} in the session's zone. */
  DATE,
  /** A date with time of day: a {@link CoreTime} and {@link Value#fsp()}. */
  DATETIME,
  /** Like {@link #DATETIME}, as seen in the session's time zone. */
  TIMESTAMP,
  /** A signed time span in nanoseconds, with {@link Value#fsp()}. */
  DURATION,
  /** A member number counted from 1; 0 is the empty error value. */
  ENUM,
  /** A bit mask, the first member in the lowest bit. */
  SET,
  /** The bits of a BIT column as an unsigned number. */
  BIT,
  /** A JSON value in its binary form (type code and body) as a slice. */
  JSON,
  /** A vector as a slice: its dimension and elements as in a row. */
  VECTOR
}
