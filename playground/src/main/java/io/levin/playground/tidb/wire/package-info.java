/**
 * The server's side of the MySQL client/server protocol 4.1, as far as a TiDB server speaks it:
 * handshake v10, native and caching-SHA-2 passwords, upgrade to TLS, text and binary result sets,
 * prepared statements, packets beyond 16 MiB.
 *
 * <p>It is written by hand because no maintained library offers the server's side alone: the
 * drivers on Maven Central (Connector/J, R2DBC, Vert.x) speak the client's side, and
 * ShardingSphere's codec comes with a second, unshaded Netty and ShardingSphere's own modules. The
 * layouts are described in the "MySQL Internals" protocol documentation. Connections are served by
 * plain blocking sockets, one thread each.
 */
package io.levin.playground.tidb.wire;
