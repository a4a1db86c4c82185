/** The unified log format of TiDB's family, and where log lines go. */
package io.levin.engine.log;
