package io.levin.playground.tidb.session;

/**
 * A line of SHOW WARNINGS.
 *
 * @param level {@code Warning}, {@code Note} or {@code Error}
 * @param code MySQL's or TiDB's number
 * @param message text
 */
record Warning(String level, int code, String message) {}
