package io.levin.source;

import java.util.List;

/**
 * The beginning of a data file, for checks and for people.
 *
 * @param columns the names that the file gives, or null
 * @param rows the first rows, each value as text; null for NULL
 * @param rowBytes the average length of these rows in the file
 */
public record Preview(List<String> columns, List<List<String>> rows, long rowBytes) {}
