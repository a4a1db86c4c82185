/**
 * The import itself: {@link io.levin.engine.Import} walks through the rooms in order and passes
 * records on; a room never calls a later one.
 */
package io.levin.engine;
