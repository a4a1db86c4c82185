package io.levin.playground.tidb.wire;

/** Capability bits of the handshake. */
final class Capabilities {
  static final long FOUND_ROWS = 1 << 1;
  static final long CONNECT_WITH_DB = 1 << 3;
  static final long PROTOCOL_41 = 1 << 9;
  static final long SSL = 1 << 11;
  static final long SECURE_CONNECTION = 1 << 15;
  static final long MULTI_STATEMENTS = 1 << 16;
  static final long PLUGIN_AUTH = 1 << 19;
  static final long CONNECT_ATTRIBUTES = 1 << 20;
  static final long LENGTH_ENCODED_AUTH = 1 << 21;
  static final long DEPRECATE_EOF = 1 << 24;

  /** What the server offers, SSL aside. */
  static final long OFFERED =
      1 // LONG_PASSWORD
          | FOUND_ROWS
          | 1 << 2 // LONG_FLAG
          | CONNECT_WITH_DB
          | PROTOCOL_41
          | 1 << 10 // INTERACTIVE
          | 1 << 13 // TRANSACTIONS
          | SECURE_CONNECTION
          | MULTI_STATEMENTS
          | 1 << 17 // MULTI_RESULTS
          | 1 << 18 // PS_MULTI_RESULTS
          | PLUGIN_AUTH
          | CONNECT_ATTRIBUTES
          | LENGTH_ENCODED_AUTH
          | DEPRECATE_EOF;

  private Capabilities() {}
}
