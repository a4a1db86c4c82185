/** Command lines, signals and exit codes ({@code config-cli} sections 10 to 12). */
package io.levin.engine.cli;
