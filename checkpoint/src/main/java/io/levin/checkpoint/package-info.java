/**
 * What an import has done, kept so that a restart goes on from there: the state model and its
 * drivers, in the formats of TiDB Lightning.
 */
package io.levin.checkpoint;
