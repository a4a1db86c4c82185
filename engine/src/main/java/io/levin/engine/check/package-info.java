/**
 * {@code levin check}: what an import would do, and what is wrong with a dump, without a cluster.
 */
package io.levin.engine.check;
