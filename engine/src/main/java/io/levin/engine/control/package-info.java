/** What {@code tidb-lightning-ctl} does to checkpoints. */
package io.levin.engine.control;
