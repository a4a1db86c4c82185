/**
 * A deterministic sample dump of a shop, in the form that Dumpling writes, for trying Levin out.
 */
package io.levin.playground.sample;
