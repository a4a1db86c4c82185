/**
 * TiDB's table model: what a table is made of, as the status port's {@code /schema} JSON tells it
 * ({@link io.levin.schema.SchemaJson}), and names, character sets and collations as TiDB knows
 * them.
 *
 * <p>Everything here is immutable and may be shared between threads.
 */
package io.levin.schema;
