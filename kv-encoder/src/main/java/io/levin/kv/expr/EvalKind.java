package io.levin.kv.expr;

/** As what a value is computed with. */
enum EvalKind {
  /** 64-bit integers, signed or not. */
  INT,
  REAL,
  DECIMAL,
  /** Text and binary strings. */
  STRING,
  /** DATE, DATETIME, TIMESTAMP. */
  TIME,
  DURATION,
  JSON;

  boolean temporal() {
    return this == TIME || this == DURATION;
  }
}
