/**
 * The third server: the target TiDB, over SQL and over its status port.
 *
 * <p>Facts: {@code cluster-protocol} section 10 and 11, {@code config-cli} section 3.4.
 */
package io.levin.tidb;
