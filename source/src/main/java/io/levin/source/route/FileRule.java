package io.levin.source.route;

/**
 * One entry of {@code [[mydumper.files]]}; absent keys are null.
 *
 * @param pattern an RE2 expression, searched in the relative path
 * @param path a literal text, searched in the relative path
 * @param schema template
 * @param table template
 * @param type template
 * @param key template of the sort key
 * @param compression template
 */
public record FileRule(
    String pattern,
    String path,
    String schema,
    String table,
    String type,
    String key,
    String compression) {}
