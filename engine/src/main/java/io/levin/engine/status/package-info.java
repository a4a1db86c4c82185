/** The status port: progress, metrics and a few switches over HTTP. */
package io.levin.engine.status;
