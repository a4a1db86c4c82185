package io.levin.source.route;

import io.levin.source.compress.Compression;

/**
 * What the rules say about a file.
 *
 * @param type what it holds
 * @param schema database, empty for an ignored file
 * @param table table or view, empty for a database's schema
 * @param key text that orders the files of a table
 * @param compression of the whole file
 */
public record RoutedFile(
    FileType type, String schema, String table, String key, Compression compression) {}
