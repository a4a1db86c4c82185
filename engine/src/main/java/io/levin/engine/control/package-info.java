/** What {@code tidb-lightning-ctl} does to checkpoints ({@code checkpoints} section 11). */
package io.levin.engine.control;
