/**
 * Many instances, one import: what they agree on through rows of tables in the target TiDB. Values
 * and decisions are pure (rows in, changes out) over a small {@link
 * io.levin.engine.coordinate.MetadataStore}, so that they can be simulated; {@code
 * docs/parallel-import.md} has the tables of states.
 */
package io.levin.engine.coordinate;
