/**
 * PD as an importer meets it: members with a leader, the gRPC service, the HTTP API and the subset
 * of etcd, all on one port a member.
 */
package io.levin.playground.pd;
