/**
 * Work sharing: instances that are given the same source divide it among themselves. One plans a
 * table, all take lots of its chunks by leases in tables of the target TiDB, and a dead one's lots
 * are taken over.
 */
package io.levin.engine.share;
