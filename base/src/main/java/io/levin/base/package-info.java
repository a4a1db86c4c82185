/**
 * What crosses every wall of the house: errors, retries, time, cancellation, memory, rows and
 * pairs.
 */
package io.levin.base;
