/**
 * TOML file and command-line flags to one immutable, validated {@link io.levin.config.Config}.
 *
 * <p>Every key, default and error text of TiDB Lightning's configuration is here and nowhere else;
 * nothing here touches the network. What belongs to Levin alone is in the table {@code [levin]}.
 */
package io.levin.config;
