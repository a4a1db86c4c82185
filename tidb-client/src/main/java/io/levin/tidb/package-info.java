/** The third server: the target TiDB, over SQL and over its status port. */
package io.levin.tidb;
