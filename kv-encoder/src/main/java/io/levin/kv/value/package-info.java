/**
 * Values between a parsed field and its bytes: one reusable {@link io.levin.kv.value.Value} holder,
 * decimals, date and time arithmetic, and the rules of a session's time zone.
 */
package io.levin.kv.value;
