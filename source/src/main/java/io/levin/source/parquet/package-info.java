/**
 * Data files in Parquet: the footer, the pages of its columns, and what their values are as fields.
 *
 * <p>The format's structures and encodings are parquet-java's ({@code parquet-column} and {@code
 * parquet-format-structures}); what finds pages and decompresses them is here, so that nothing of
 * Hadoop is needed and no more than a page a column is in memory.
 */
package io.levin.source.parquet;
