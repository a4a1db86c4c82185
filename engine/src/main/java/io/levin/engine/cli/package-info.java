/** Command lines, signals and exit codes. */
package io.levin.engine.cli;
