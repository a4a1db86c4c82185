/** Tables to engines to chunks, from the source, the target's models and the configuration. */
package io.levin.engine.plan;
