/** Ports: gRPC servers whose connections can be cut, and TLS. */
package io.levin.playground.net;
