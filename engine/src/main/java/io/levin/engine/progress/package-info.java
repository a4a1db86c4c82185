/** One model of how far everything is; the log line, the terminal and HTTP all read it. */
package io.levin.engine.progress;
